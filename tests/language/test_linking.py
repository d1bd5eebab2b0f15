"""What every page needs comes in one file, and the rest of the page's modules find it there."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from hjx_studio.language.javascript.linking import link
from tests.support.programs import program

MODULES = {
    "main": """import { one } from "./a.js";
import * as b from "./b.js";

export const found = async () => [one(), b.same, await import("./late.js")];
""",
    "a": """import { same } from "./b.js";

export function one() {
  return same + more;
}
const more = 1;
""",
    "b": """export const same = 2;
export class Kept {}
const more = 5;
export const other = more;
""",
    "late": """import { Kept } from "./b.js";
import { x } from "./apart.js";
export const made = [new Kept(), x];
""",
    "apart": """import { Kept } from "./b.js";
export const x = Kept;
""",
}


def test_linked_modules_are_the_same_program(tmp_path: Path) -> None:
    for name, text in link(MODULES, "main").items():
        (tmp_path / f"{name}.js").write_text(text)
    (tmp_path / "package.json").write_text('{"type":"module"}')
    (tmp_path / "run.js").write_text(
        'import { found } from "./main.js";\nconst [one, same, { made }] = await found();\n'
        "console.log(JSON.stringify([one, same, made[0] instanceof made[1]]));\n"
    )
    result = subprocess.run(
        [program("node"), "run.js"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [3, 2, True]


def test_what_is_joined_has_no_file_of_its_own() -> None:
    linked = link(MODULES, "main")
    assert sorted(linked) == ["apart", "late", "main"]
    assert "./a.js" not in "".join(linked.values())
