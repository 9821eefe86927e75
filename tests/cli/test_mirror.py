"""`build --prune` and `--no-keep-text` on the command line."""

from __future__ import annotations

import pytest
from support.command_line import call

ONE = "Estonia expelled a Russian diplomat on Friday.\n\nTallinn accused Russia of espionage.\n"
TWO = (
    "Latvia condemned Russia on Friday.\n\nThe Latvian foreign ministry accused Russia of lying.\n"
)


@pytest.mark.model
def test_a_folder_is_mirrored(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "one.txt").write_text(ONE, "utf-8")
    (folder / "two.txt").write_text(TWO, "utf-8")
    assert call("build", folder, "-o", out, "--reader", "rules").returncode == 0
    assert (out / "texts.sqlite").is_file()

    (folder / "two.txt").unlink()
    (folder / "one.txt").write_text(ONE.replace("accused Russia of", "denied"), "utf-8")
    done = call("build", "--mirror", folder, "-o", out, "--reader", "rules", "--no-keep-text")
    assert done.returncode == 0, done.stderr
    assert "two: no longer in the input, forgotten" in done.stderr
    assert "one: - Estonia accuses Russia" in done.stderr
    assert "1 no longer in the input and forgotten" in done.stdout
    assert "texts are not kept (--no-keep-text)" in done.stdout
    assert call("verify", out).returncode == 1  # no text is left
