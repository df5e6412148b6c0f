import type { Builder } from '../../../graphql/builder.ts';
import { addAddHighlight } from './addHighlight.ts';
import { addAddNote } from './addNote.ts';
import { addAddUrlToLibrary } from './addUrlToLibrary.ts';
import { addCard } from './Card.ts';
import { addLibrariesWithUrl } from './librariesWithUrl.ts';
import { addLibrary } from './library.ts';
import { addLibraryMutations } from './libraryMutations.ts';
import { addUpdateNote } from './updateNote.ts';
import { addViewerHasSaved } from './viewerHasSaved.ts';

export function addCardTypes(builder: Builder): void {
  addCard(builder);
  addViewerHasSaved(builder);
  addLibrary(builder);
  addLibrariesWithUrl(builder);
  addAddUrlToLibrary(builder);
  addAddNote(builder);
  addUpdateNote(builder);
  addAddHighlight(builder);
  addLibraryMutations(builder);
}
