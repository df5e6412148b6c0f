import { z } from 'zod';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ hasInstallScript: z.boolean().optional(), name: z.string().optional() }),
  ),
});

interface InstallScripts {
  /** Packages that would run a script at their installation, and of which nobody has said whether they may. */
  readonly undecided: readonly string[];
  /** What was said of packages that are not there, or run nothing: it would hold for whatever comes by that name. */
  readonly leftOver: readonly string[];
}

/** Compares a lockfile with the `allowScripts` of package.json. */
export function checkInstallScripts(lock: unknown, allowScripts: Readonly<Record<string, boolean>>): InstallScripts {
  const packages = Object.entries(lockfile.parse(lock).packages);
  const withScript = packages.filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript);
  const names = new Set(withScript.map(([path, { name }]) => name ?? path.split('node_modules/').at(-1) ?? path));
  return {
    undecided: [...names].filter((name) => !Object.hasOwn(allowScripts, name)),
    leftOver: Object.keys(allowScripts).filter((name) => !names.has(name)),
  };
}
