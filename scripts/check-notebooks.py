"""Executes notebooks from the first cell to the last, and fails where a cell throws.

    .venv/bin/python scripts/check-notebooks.py [--all | --kernel | notebook …]

Without arguments: the fixtures of test/fixtures/notebooks, some of which must fail (a check that cannot fail
proves nothing), some of them in projects near the root of the file system and deep in it, the interrupt of a running
cell, then the notebooks of notebooks/ that train no models; with --all every notebook, with --kernel none. What was
executed is written to build/notebooks/. One line each, `ok - …` or `not ok - …`; exit code 1 where one is not ok.
"""

import asyncio
import json
import re
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
from jupyter_client.manager import start_new_async_kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "test" / "fixtures" / "notebooks"
OUT = ROOT / "build" / "notebooks"
CELL_TIMEOUT_S = 900

# These train models, for minutes; --all executes them, too.
TRAINING_NOTEBOOKS = ("100_mnist", "110_celeba", "200_latent_geometry", "210_interpolation", "220_explorer")


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


# A line of a stack, or the name of an error with its message.
TRACE = re.compile(r"^\s+at .+:\d+:\d+\)?$|^(Uncaught )?\w*(Error|Exception)\b.*:|^Traceback ", re.MULTILINE)


def faults(notebook):
    """What is wrong with the cells of an executed notebook: one did not run, shows an error, or prints one."""
    found = []
    for number, cell in enumerate(code_cells(notebook), 1):
        if cell.execution_count is None:
            found.append(f"code cell {number} did not run")
        if "raises-exception" in cell.metadata.get("tags", []):
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"code cell {number} shows {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr" and TRACE.search(output.text):
                found.append(f"code cell {number} prints {output.text.splitlines()[0]}")
    return found


def execute(path, out=None, allow_errors=False):
    """Executes a copy of a notebook where the notebook is; returns the copy.

    Raises what nbclient raises, and where a cell did not run or shows an error of any kind, unless errors are allowed.
    """
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    # A promise that was rejected after the last cell ended is seen by this one.
    notebook.cells.append(nbformat.v4.new_code_cell("await new Promise(done => setTimeout(done, 200));"))

    def keep_count(cell, execute_reply, **_):
        # nbclient gives a cell a count also if the kernel did not run it.
        cell.execution_count = execute_reply["content"].get("execution_count")

    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        startup_timeout=CELL_TIMEOUT_S,
        kernel_name="tslab",
        allow_errors=allow_errors,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=keep_count,
    )
    try:
        client.execute()
        wrong = [] if allow_errors else faults(notebook)
        assert wrong == [], "; ".join(wrong)
    finally:
        notebook.cells.pop()
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            temporary = out.with_suffix(".tmp")
            nbformat.write(notebook, temporary)
            temporary.rename(out)
    return notebook


def must_pass(name):
    execute(FIXTURES / f"{name}.ipynb")


def must_fail(name, ename, evalue):
    try:
        execute(FIXTURES / f"{name}.ipynb")
    except CellExecutionError as error:
        assert (error.ename, error.evalue) == (ename, evalue), f"failed with {error.ename}: {error.evalue}"
        return
    raise AssertionError("the notebook passed, and it must fail")


def notices_faults():
    notebook = execute(FIXTURES / "faulty.ipynb", allow_errors=True)
    code_cells(notebook)[-1].execution_count = None
    found = faults(notebook)
    assert found == [
        "code cell 1 prints TypeError: printed",
        "code cell 2 shows RangeError: thrown by a cell",
        "code cell 3 did not run",
    ], found
    try:
        execute(FIXTURES / "complains.ipynb")
    except AssertionError as error:
        assert str(error) == "code cell 1 prints TypeError: printed", error
        return
    raise AssertionError("a notebook that prints an error passed")


def goes_on(name, allow_errors, failures):
    """The first cells of a notebook fail, each in its own way, and the one after them prints."""
    cells = code_cells(execute(FIXTURES / f"{name}.ipynb", allow_errors=allow_errors))
    counts = [cell.execution_count for cell in cells]
    assert counts == list(range(1, len(cells) + 1)), f"execution counts {counts}"
    found = [output.ename for cell in cells for output in cell.outputs if output.output_type == "error"]
    assert found == failures, f"failed with {found}"
    printed = [output.get("text") for output in cells[-1].outputs]
    assert printed == ["after a failure\n"], f"the last cell printed {printed}"


async def stops_the_queue():
    """Of cells sent together, as JupyterLab does, those after a failed one are aborted, unless it may fail."""
    manager, client = await start_new_async_kernel(kernel_name="tslab", cwd=str(FIXTURES))
    try:
        fails = "throw new Error('expected');"
        cells = [(fails, False), ("1", True), (fails, True), ("2", True)]
        sent = [client.execute(code, stop_on_error=stop) for code, stop in cells]
        ended = {}
        while not ended.keys() >= set(sent):
            reply = await client.get_shell_msg(timeout=60)
            ended[reply["parent_header"]["msg_id"]] = reply["content"].get("status")
        found = [ended[request] for request in sent]
        assert found == ["error", "ok", "error", "aborted"], found
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


def keeps_all_output():
    printed, shown = code_cells(execute(FIXTURES / "prints.ipynb"))
    text = "".join(output["text"] for output in printed.outputs)
    assert text == "".join(f"line {i}\n" for i in range(2000)), f"{text.count(chr(10))} of 2000 lines are there"
    pictures = [output["data"]["text/plain"] for output in shown.outputs if output.output_type == "display_data"]
    assert pictures == [f"picture {i}" for i in range(1200)], f"{len(pictures)} of 1200 pictures are there"
    assert shown.outputs[-1]["text"] == "the end\n", "what was printed last is lost"
    assert (printed.execution_count, shown.execution_count) == (1, 2), "execution counts are not stored"


def draws_typed_arrays():
    (cell,) = code_cells(execute(FIXTURES / "figures.ipynb"))
    shown = next(output["data"] for output in cell.outputs if output.output_type == "display_data")
    printed = "".join(output["text"] for output in cell.outputs if output.output_type == "stream")
    saved = json.loads(next(line for line in printed.splitlines() if line.startswith("{")))
    for figure in (shown["application/vnd.plotly.v1+json"], saved):
        first, second = figure["data"]
        assert (first["x"], first["y"]) == ([1, 2, 3], [2, None, 3]), f"the typed array became {first}"
        assert (second["x"], second["y"]) == ([1, 2, 3], [3, 1, 2]), f"tensor and column became {second}"
        assert second["marker"]["color"] == [0, 0.5, 1], f"colours became {second['marker']}"
    assert shown["image/png"], "there is no picture"


@contextmanager
def project(*parents):
    """A temporary folder, below `parents`, with notebooks/ and with the library and the packages of this clone."""
    with tempfile.TemporaryDirectory(prefix="wae-") as folder:
        root = Path(folder, *parents)
        (root / "notebooks").mkdir(parents=True)
        # Folders of its own, so that a new entry is made here and is noticed here.
        for name in ("build", "node_modules"):
            (root / name).mkdir()
        (root / "build" / "lib").symlink_to(ROOT / "build" / "lib")
        for package in (ROOT / "node_modules").iterdir():
            (root / "node_modules" / package.name).symlink_to(package)
        yield root


def must_pass_in_project(name, *parents):
    with project(*parents) as root:
        execute(Path(shutil.copy(FIXTURES / f"{name}.ipynb", root / "notebooks")))


async def run_interrupted(client, manager, code):
    """Runs a cell, interrupts it once it prints, and returns how it ended, what it printed then, and the seconds."""
    text = []
    printed = asyncio.Event()

    def keep(message):
        if message["msg_type"] == "stream":
            text.append(message["content"]["text"])
            printed.set()

    code = f"console.log('begins');\n{code}"
    running = asyncio.ensure_future(client.execute_interactive(code, output_hook=keep, timeout=60))
    await asyncio.wait_for(printed.wait(), 60)
    await asyncio.sleep(0.3)
    start = time.monotonic()
    await manager.interrupt_kernel()
    reply = await running
    seconds = time.monotonic() - start
    # Cells sent in the same breath as one that failed are cancelled.
    await asyncio.sleep(1)
    ended = reply["content"].get("ename", reply["content"]["status"])
    return ended, "".join(text).removeprefix("begins\n"), seconds


async def interrupts():
    manager, client = await start_new_async_kernel(kernel_name="tslab", cwd=str(FIXTURES))
    try:
        # Work that looks at the signal ends its step, saves, and the cell is reported interrupted after that.
        watching = (
            "const signal = (globalThis as any)[Symbol.for('wae.interrupt')] as AbortSignal;\n"
            "let steps = 0;\n"
            "while (!signal.aborted) { await new Promise(done => setTimeout(done, 20)); steps++; }\n"
            "await new Promise(done => setTimeout(done, 300));\n"
            "console.log('saved');"
        )
        ename, text, _ = await run_interrupted(client, manager, watching)
        assert (ename, text) == ("Interrupted", "saved\n"), f"watching work: {ename}, printed {text!r}"
        # Work that does not is cut off.
        sleeping = "await new Promise(done => setTimeout(done, 50_000));"
        ename, _, seconds = await run_interrupted(client, manager, sleeping)
        assert ename == "Interrupted" and seconds < 20, f"sleeping cell: {ename} after {seconds:.1f} s"
        ename, _, seconds = await run_interrupted(client, manager, "for (;;) {}")
        assert ename == "Interrupted" and seconds < 20, f"endless loop: {ename} after {seconds:.1f} s"
        # The kernel goes on, with what the cells before had made.
        reply = await client.execute_interactive("if (steps < 2) throw new Error(`${steps} steps`);", timeout=60)
        assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


# A training long enough to be interrupted in the middle of its epochs, in a folder of its own.
TRAINING = """
import * as wae from '../../../build/lib/index.js';
import { mkdtempSync } from 'node:fs';
await wae.loadBackend();
const config = wae.presetConfig('digits', 'quick', 'vae', { epochs: 200 });
const folder = wae.RunFolder.create(mkdtempSync('FOLDER/'), config);
const hooks = wae.notebookHooks(folder);
const outcome = await wae.trainRun(folder, await wae.loadData(config.data), hooks);
console.log(outcome.kind);
"""


async def interrupts_training():
    """Interrupts a training; it stops after its step, says where its checkpoint is, and its progress is one output."""
    manager, client = await start_new_async_kernel(kernel_name="tslab", cwd=str(FIXTURES))
    shown, updates, printed = [], [], []
    under_way = asyncio.Event()

    def keep(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            printed.append(content["text"])
        if message["msg_type"] in ("display_data", "update_display_data"):
            kept = updates if message["msg_type"].startswith("update") else shown
            kept.append((content["transient"]["display_id"], content["data"]["text/plain"]))
            if "step 20" in kept[-1][1]:
                under_way.set()

    with tempfile.TemporaryDirectory(prefix="wae-") as folder:
        try:
            code = TRAINING.replace("FOLDER", folder)
            running = asyncio.ensure_future(client.execute_interactive(code, output_hook=keep, timeout=120))
            await asyncio.wait_for(under_way.wait(), 120)
            await manager.interrupt_kernel()
            reply = (await running)["content"]
            assert reply.get("ename") == "Interrupted", reply
            assert printed == ["stopped\n"], printed
            assert len(shown) == 1 and {id for id, _ in updates} == {shown[0][0]}, "progress is not one output"
            last = updates[-1][1]
            found = re.search(r"stopped after step \d+ of \d+, saved in (.*); run the cell again to go on", last)
            assert found is not None, f"it says {last!r}"
            assert Path(found[1]).is_file(), f"there is no {found[1]}"
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)


def check(name, work):
    start = time.monotonic()
    wrong = None
    try:
        work()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        wrong = str(error)
    except Exception as error:  # whatever went wrong, the check has failed and says so
        wrong = f"{type(error).__name__}: {error}"
    if wrong is not None:
        print("\n".join(f"  {line}" for line in wrong.splitlines()))
    print(f"{'ok' if wrong is None else 'not ok'} - {name} ({time.monotonic() - start:.1f} s)", flush=True)
    return wrong is None


def main(arguments):
    checks = []
    if arguments in ([], ["--all"], ["--kernel"]):
        checks += [
            ("a notebook whose cell throws fails", lambda: must_fail("throws", "RangeError", "thrown by a cell")),
            ("a notebook with a rejected promise fails", lambda: must_fail("rejects", "Error", "rejected unawaited")),
            (
                "a notebook whose last cell leaves a rejected promise fails",
                lambda: must_fail("rejects-last", "Error", "rejected after the end"),
            ),
            (
                "a notebook that does not compile fails",
                lambda: must_fail(
                    "mistyped", "TypeScript", "1:7 - Type 'string' is not assignable to type 'number'."
                ),
            ),
            ("a check notices a cell that did not run, an error, and one on stderr", notices_faults),
            (
                "a cell tagged raises-exception may fail, and the following cells run",
                lambda: goes_on("may-fail", False, ["RangeError", "TypeScript", "Error"]),
            ),
            (
                "cells may fail where errors are allowed, and the following cells run",
                lambda: goes_on("fails-thrice", True, ["RangeError", "TypeScript", "Error"]),
            ),
            ("a failed cell stops those sent with it, unless it may fail", lambda: asyncio.run(stops_the_queue())),
            ("a notebook keeps all its output", keeps_all_output),
            ("a notebook shows and saves typed arrays, tensors and columns as lists", draws_typed_arrays),
            ("a notebook uses names of earlier cells", lambda: must_pass("names")),
            ("a notebook awaits in classes", lambda: must_pass("await-in-classes")),
            (
                "a notebook loops over what it awaits",
                lambda: must_fail("for-await", "RangeError", "thrown in the last loop"),
            ),
            # TypeScript watches folders only if they are far from the root: /tmp/wae-… is near, what is below it is not.
            ("new entries do no harm in a shallow folder", lambda: must_pass_in_project("new-entries")),
            ("new entries do no harm in a deep folder", lambda: must_pass_in_project("new-entries", *"abcd")),
            ("a cell finds modules that appear in a shallow folder", lambda: must_pass_in_project("late-modules")),
            ("a cell finds modules that appear in a deep folder", lambda: must_pass_in_project("late-modules", *"abcd")),
            ("an interrupt stops a cell, after its step where it watches", lambda: asyncio.run(interrupts())),
            ("an interrupted training says where its checkpoint is", lambda: asyncio.run(interrupts_training())),
        ]
    if arguments in ([], ["--all"]):
        notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
        notebooks = [path for path in notebooks if arguments == ["--all"] or path.stem not in TRAINING_NOTEBOOKS]
    else:
        notebooks = [Path(argument).resolve() for argument in arguments if argument != "--kernel"]
    for path in notebooks:
        checks.append((f"notebook {path.name}", lambda path=path: execute(path, OUT / path.name)))
    results = [check(name, work) for name, work in checks]
    if arguments == []:
        print(f"# not executed, since they train models: {', '.join(TRAINING_NOTEBOOKS)}; `npm run test:notebooks` does")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
