import type { Builder } from '../../../graphql/builder.ts';
import { addCurator } from './Curator.ts';
import { addCuratorQueries } from './curatorQueries.ts';
import { addFollowMutations } from './followMutations.ts';
import { addUpdateProfile } from './updateProfile.ts';

export function addCuratorTypes(builder: Builder): void {
  addCurator(builder);
  addCuratorQueries(builder);
  addFollowMutations(builder);
  addUpdateProfile(builder);
}
