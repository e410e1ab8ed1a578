"""Keeps the notebooks of the repository as they are while they are run and changed in JupyterLab.

`npm run lab` gives this contents manager to the server. What is saved of a notebook that git knows goes to a copy in
`results/notebooks`, which git ignores, and the copy is what JupyterLab shows from then on. The copy's name holds a hash
of the notebook that it was made from: when the repository brings another version, that one is shown, and the older copy
stays. Kernels run where the notebook is. Other files, a notebook of one's own among them, are saved in their places.
"""

import hashlib
import subprocess
from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

ROOT = Path(__file__).resolve().parents[2]
COPIES = ROOT / "results" / "notebooks"


def copy_of(path):
    """Where the copy of a notebook lies, or would lie."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return COPIES / f"{path.stem}-{digest}.ipynb"


def is_committed(path):
    """Whether git knows the file; not so in a folder that is no clone."""
    command = ["git", "-C", str(path.parent), "ls-files", "--error-unmatch", path.name]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def shown(os_path):
    """The file that is read in a notebook's place."""
    path = Path(os_path)
    if not path.is_relative_to(ROOT) or not path.is_file():
        return os_path
    copy = copy_of(path)
    return str(copy) if copy.is_file() else os_path


def written(os_path):
    """The file that is written in a notebook's place."""
    path = Path(os_path)
    if not path.is_relative_to(ROOT) or not path.is_file() or not is_committed(path):
        return os_path
    return str(copy_of(path))


class OwnCopies(AsyncLargeFileManager):
    """Reads a notebook's copy if there is one, and saves a committed notebook in its copy."""

    async def _read_notebook(self, os_path, *args, **options):
        return await super()._read_notebook(shown(os_path), *args, **options)

    async def _save_notebook(self, os_path, *args, **options):
        target = written(os_path)
        if target != os_path:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            self.log.info("%s stays as it is; what you change is in %s", Path(os_path).name, target)
        return await super()._save_notebook(target, *args, **options)
