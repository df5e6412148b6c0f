import type { Builder } from '../../../graphql/builder.ts';
import { addBlockMutations } from './blockMutations.ts';
import { addCurator } from './Curator.ts';
import { addCuratorCounts } from './curatorCounts.ts';
import { addCuratorFollows } from './curatorFollows.ts';
import { addCuratorQueries } from './curatorQueries.ts';
import { addFollowMutations } from './followMutations.ts';
import { addMuteMutations } from './muteMutations.ts';
import { addUpdateProfile } from './updateProfile.ts';
import { addViewerRelations } from './viewerRelations.ts';

export function addCuratorTypes(builder: Builder): void {
  addCurator(builder);
  addCuratorCounts(builder);
  addCuratorFollows(builder);
  addViewerRelations(builder);
  addCuratorQueries(builder);
  addFollowMutations(builder);
  addMuteMutations(builder);
  addBlockMutations(builder);
  addUpdateProfile(builder);
}
