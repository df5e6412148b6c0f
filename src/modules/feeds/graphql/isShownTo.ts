/** Of activities of a collection, in its own feed or by their id: those that the viewer is shown. */
export const isShownTo = (viewerId: string | undefined) => ({
  OR: [{ audience: { not: 'VIEWERS' as const } }, ...(viewerId === undefined ? [] : [{ viewers: { has: viewerId } }])],
});
