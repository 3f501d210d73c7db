// Installs with puv inside Pyodide and prints what came of it as one line of JSON.
import { loadPyodide } from "pyodide";
import fs from "fs";
const [wheel, index, page] = process.argv.slice(2);

async function withPuv() {
  const py = await loadPyodide();
  py.FS.writeFile("/tmp/puv.whl", fs.readFileSync(wheel));
  py.globals.set("index", index);
  await py.runPythonAsync(`
import sys, zipfile
zipfile.ZipFile("/tmp/puv.whl").extractall("/lib/puv")
sys.path.insert(0, "/lib/puv")
`);
  return py;
}

const pyodide = await withPuv();
await pyodide.runPythonAsync(`
from puv.ops.steps import indexes
indexes.DEFAULT_INDEX_URL = index
`);
const AsyncFunction = (async () => {}).constructor;
await new AsyncFunction("pyodide", fs.readFileSync(page, "utf8"))(pyodide);

const py = await withPuv();
py.globals.set("page_value", pyodide.runPython("rich.VALUE"));
const found = await py.runPythonAsync(`
import json
from puv import Settings, Target, aio, errors
from puv.settings.groups.index import IndexSettings

settings = Settings().replace(index=IndexSettings(default_index=index))
target = Target.current()
events = []
async with aio.Session(settings) as session:
    async for event in session.install_events(["attrs", "rich"], target):
        events.append(type(event).__name__)
    resolution = await session.resolve(["attrs", "rich"])
    lock = json.loads(resolution.to_pyodide_lock())
    try:
        await session.install(["only-linux"], target)
    except errors.PuvError as error:
        refused = type(error).__name__
import attrs, rich
json.dumps({
    "events": events,
    "tags": target.interpreter.tags[0],
    "site": target.site_packages[0],
    "value": attrs.VALUE + rich.VALUE,
    "installed": sorted(one.name for one in target.inspect()),
    "lock": lock,
    "why": str(resolution.why("mdurl")),
    "refused": refused,
    "page": page_value,
})
`);
console.log(found);
process.exit(0);
