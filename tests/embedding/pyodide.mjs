// Installs with puv inside Pyodide and prints what came of it as one line of JSON.
import { loadPyodide } from "pyodide";
import fs from "fs";
const [wheel, index] = process.argv.slice(2);
const py = await loadPyodide();
py.FS.writeFile("/tmp/puv.whl", fs.readFileSync(wheel));
py.globals.set("index", index);
const found = await py.runPythonAsync(`
import json, sys, zipfile
zipfile.ZipFile("/tmp/puv.whl").extractall("/lib/puv")
sys.path.insert(0, "/lib/puv")

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
})
`);
console.log(found);
process.exit(0);
