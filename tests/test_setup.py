"""The set-up holds together: lock, pyproject, conda, the top folder and what the code may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
CONFIGURED = ("requirements.lock", "environment.yml", "Makefile")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(_text("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def locked() -> dict[str, list[tuple[Requirement, list[str]]]]:
    """Every pinned requirement of the lock with its hashes, by name: some are pinned once a marker."""
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    joined = re.sub(
        r"\\\n\s*", " ", "\n".join(line.split(" #")[0] for line in _text("requirements.lock").splitlines())
    )
    for line in joined.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words, *hashes = line.split("--hash=")
        requirement = Requirement(words.strip())
        found.setdefault(canonicalize_name(requirement.name), []).append(
            (requirement, [digest.strip() for digest in hashes])
        )
    return found


def _direct(project):
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [Requirement(text) for text in wanted]


# The lock, pyproject.toml and environment.yml


def test_every_pin_is_exact_and_has_sha256_hashes(locked):
    assert len(locked) > 100
    for pins in locked.values():
        for requirement, hashes in pins:
            assert [spec.operator for spec in requirement.specifier] == ["=="], str(requirement)
            assert hashes, str(requirement)
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes)


def test_every_direct_dependency_is_in_the_lock_at_a_version_it_allows(project, locked):
    for wanted in _direct(project):
        pins = locked[canonicalize_name(wanted.name)]
        for requirement, _ in pins:
            (pin,) = requirement.specifier
            assert wanted.specifier.contains(pin.version, prereleases=True)


def test_on_any_python_that_is_supported_a_direct_dependency_has_just_one_pin(project, locked):
    for version in ("3.11", "3.12", "3.13", "3.14"):
        assert SpecifierSet(project["requires-python"]).contains(version)
        for platform in ("linux", "win32", "darwin"):
            name = {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}[platform]
            environment = {
                "python_version": version,
                "python_full_version": f"{version}.1",
                "sys_platform": platform,
                "platform_system": name,
                "os_name": "nt" if platform == "win32" else "posix",
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "platform_machine": "x86_64",
            }
            for wanted in _direct(project):
                pins = [
                    requirement
                    for requirement, _ in locked[canonicalize_name(wanted.name)]
                    if requirement.marker is None or requirement.marker.evaluate(environment)
                ]
                assert len(pins) == 1, (wanted.name, version, platform)


def test_what_builds_and_installs_the_package_is_locked_too(project, locked):
    assert {"uv", "hatchling", "editables"} <= locked.keys()
    build = tomllib.loads(_text("pyproject.toml"))["build-system"]["requires"]
    assert {canonicalize_name(Requirement(text).name) for text in build} <= locked.keys()


def test_what_is_installed_here_is_what_the_lock_says(project, locked):
    from importlib.metadata import version

    for wanted in _direct(project):
        pins = [
            requirement
            for requirement, _ in locked[canonicalize_name(wanted.name)]
            if requirement.marker is None or requirement.marker.evaluate()
        ]
        assert pins[0].specifier.contains(version(wanted.name), prereleases=True), wanted.name


def test_the_packages_that_researchers_expect_are_there(project):
    names = {canonicalize_name(wanted.name) for wanted in _direct(project)}
    assert names >= {"jupyterlab", "pandas", "statsmodels", "seaborn", "papermill", "nbval"}


def test_conda_brings_python_and_pip_and_the_same_lock_brings_the_rest(project):
    environment = yaml.safe_load(_text("environment.yml"))
    python, *others = environment["dependencies"]
    name, _, version = python.partition("=")
    assert name == "python"
    assert SpecifierSet(project["requires-python"]).contains(Version(version))
    assert others[0] == "pip"
    assert others[1] == {"pip": ["--require-hashes", "-r requirements.lock"]}
    assert len(others) == 2
    assert environment["name"] == project["name"]


def test_no_index_and_no_address_is_written_down():
    for name in CONFIGURED:
        text = _text(name)
        assert not re.search(r"https?:|--(?:extra-)?index-url|--find-links|--trusted-host", text), name
    makefile = _text("Makefile")
    assert "--no-emit-index-url" in makefile
    assert "--require-hashes" in makefile
    assert "--compile-bytecode" in makefile


def test_ci_runs_the_tests_that_make_runs():
    assert re.search(r"^exec make test$", _text(".ci/run"), re.MULTILINE)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_make_test_checks_style_types_layers_and_notebooks():
    makefile = _text("Makefile")
    for words in ("ruff check", "ruff format --check", "mypy", "lint-imports", "--nbval"):
        assert words in makefile


# The folders


def test_the_top_folder_has_what_a_reader_looks_for():
    for name in ("notebooks", "src/benchmarking", "data/raw", "data/processed", "reports", "tests"):
        assert (ROOT / name).is_dir(), name
    for name in ("environment.yml", "README.md", "LICENSE", "data/processed/README.md", "reports/README.md"):
        assert (ROOT / name).is_file(), name


def test_the_licence_is_mit(project):
    text = _text("LICENSE")
    assert text.startswith("MIT License")
    assert "Permission is hereby granted, free of charge" in text
    assert project["license"] == "MIT"


def test_the_readme_attributes_the_figures_and_shows_both_ways_to_install():
    text = _text("README.md")
    for words in (
        "Open Government Licence",
        "make report",
        "make test",
        "conda env create -f environment.yml",
    ):
        assert words in text, words


def _kept() -> list[Path]:
    """List the files that are kept in git, or without git all but what is built."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            check=True,
        )
        names = [name for name in done.stdout.decode().split("\0") if name]
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    except (FileNotFoundError, subprocess.CalledProcessError):
        built = {".venv", ".git", "__pycache__", "processed", ".hypothesis"}
        return [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and not built & set(path.relative_to(ROOT).parts)
        ]


def test_no_text_mentions_a_folder_outside_the_project_or_a_path_of_a_machine():
    outside = re.compile(
        r"\.\./" + "shared|" + "/work" + r"/(?:main|shared)|/home/\w+/|/Users/\w+/|C:\\Users\\"
    )
    endings = {
        ".py",
        ".md",
        ".csv",
        ".yml",
        ".yaml",
        ".toml",
        ".json",
        ".ipynb",
        ".html",
        ".css",
        ".typ",
        ".lua",
        "",
    }
    read = 0
    for path in _kept():
        if path.suffix not in endings or path.stat().st_size > 3_000_000:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found = outside.search(text)
        assert not found, f"{path.relative_to(ROOT)}: {found[0] if found else ''}"
        read += 1
    assert read > 150


def test_each_vintage_takes_less_than_twelve_and_a_half_megabytes():
    """What a year adds to every copy of the project; a table carried forward is kept by git once."""
    vintages = sorted((ROOT / "data" / "raw").glob("[12][0-9][0-9][0-9]"))
    assert len(vintages) >= 2
    for folder in vintages:
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        assert 5_000_000 < size < 12_500_000, folder.name


# The code


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_nothing_unpickles_or_runs_text_as_code():
    assert len(SOURCES) > 80
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            )
        }
        assert not imported & {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}, (
            path
        )
        for call in _calls(tree):
            name = ast.unparse(call.func)
            assert name not in {"eval", "exec", "compile", "os.system", "pd.read_pickle"}, (path, name)
            assert not name.endswith((".read_pickle", ".to_pickle", ".unsafe_load", ".full_load")), (
                path,
                name,
            )
            if name == "np.load":
                assert not any(word.arg == "allow_pickle" for word in call.keywords), path
            if name.startswith("subprocess."):
                assert not any(word.arg == "shell" for word in call.keywords), (path, name)


def test_yaml_is_loaded_safely():
    loaded = 0
    for path in SOURCES:
        for call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            name = ast.unparse(call.func)
            if name.startswith("yaml."):
                safe = name == "yaml.safe_load" or any(
                    "SafeLoader" in ast.unparse(word) for word in call.keywords
                )
                assert safe or not name.endswith("load"), (path, name)
                loaded += name.endswith("load")
    assert loaded >= 1


@pytest.mark.parametrize("module", ["benchmarking", "benchmarking.cli"])
def test_importing_the_package_stays_light(module):
    heavy = "{'pandas', 'numpy', 'matplotlib', 'scipy', 'seaborn', 'statsmodels', 'papermill', 'IPython'}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_no_module_is_called_utils_or_grows_past_what_a_reader_holds():
    for path in SOURCES:
        assert "util" not in path.stem
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
