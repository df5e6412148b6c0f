/// <reference types="node" />
// Loaded before everything else, and in old JavaScript: an older Node would stumble over TypeScript and say so at length.
const oldest = 24;

if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `Commonplace needs Node ${oldest} or newer; this is ${process.version}: run it with "npm start"\n`,
  );
  process.exit(1);
}
