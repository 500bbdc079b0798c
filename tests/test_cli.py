from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarking import cli, consultation, pipeline, report, strategy
from benchmarking import study as studies
from benchmarking.errors import ConsultationError, ParameterError, PipelineError, SourceError
from benchmarking.paths import Paths
from benchmarking.pipeline import Step

PARAMETERS = Path(__file__).parents[1] / "notebooks" / "parameters" / "lancashire.yaml"
HEAVY = ("pandas", "papermill", "matplotlib", "nbformat", "numpy", "pydantic")


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command with these words; give its exit code and what it said on both streams."""

    def call(*words: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["benchmarking", *words])
        try:
            cli.main()
            code: int | str | None = 0
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study of two function steps in an empty checkout."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "makers.py").write_text(
        "def observe(root, parameters):\n    (root / 'observations.txt').write_text('4.2')\n\n\n"
        "def report(root, parameters):\n    (root / 'report.txt').write_text('4.2%')\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    monkeypatch.setenv("BENCHMARKING_ROOT", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    opened = SimpleNamespace(
        parameters=SimpleNamespace(study="lancashire", vintage="2026"), paths=Paths(tmp_path)
    )
    steps = [
        Step("observations", (tmp_path / "observations.txt",), call="makers:observe"),
        Step("report", (tmp_path / "report.txt",), call="makers:report", needs=("observations",)),
    ]
    given = {}
    monkeypatch.setattr(
        studies, "load_parameters", lambda path, settings: given.update(path=path, **settings)
    )
    monkeypatch.setattr(studies, "study_of", lambda parameters, paths: opened)
    monkeypatch.setattr(pipeline, "steps_of", lambda study: steps)
    monkeypatch.setattr(pipeline, "check_lead", lambda study: None)
    monkeypatch.setattr(consultation, "real_reach", lambda study: None)
    monkeypatch.setattr(report, "check_words", lambda study: [])
    return given


def test_the_command_starts_without_loading_what_only_a_run_needs():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, benchmarking.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "benchmarking.cli" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_check_loads_nothing_that_fits_draws_or_writes():
    modules = (
        "benchmarking.consultation, benchmarking.report.check, benchmarking.strategy, benchmarking.study"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    slow = {"matplotlib", "gptables", "rocrate", "statsmodels", "scipy.stats", "scipy.optimize"}
    assert slow.isdisjoint(loaded)


def test_a_run_says_what_it_made_and_then_that_nothing_is_left_to_do(command, study):
    code, said, _ = command("run")
    assert code == 0
    assert "observations: started (never run)\n" in said
    assert said.endswith("Made:\n  observations.txt\n  report.txt\n")
    assert study["path"] == Paths.default().notebooks / "parameters" / "lancashire.yaml"
    assert command("run") == (0, "Everything is up to date.\n  report.txt\n", "")


def test_status_says_why_without_running(command, study, tmp_path):
    said = command("status")[1]
    assert said == "observations  would run: never run\nreport        would run: never run\n"
    assert not (tmp_path / "observations.txt").exists()
    command("run")
    (tmp_path / "observations.txt").unlink()
    assert command("status")[1] == (
        "observations  would run: output missing: observations.txt\n"
        "report        would run if observations gives a new result\n"
    )


def test_force_and_only_run_one_step_that_is_up_to_date(command, study):
    command("run")
    said = command("run", "--only", "report", "--force")[1]
    assert "report: started (asked for with --force)" in said
    assert "observations" not in said


def test_choices_are_set_by_name_and_value(command, study):
    command("status", "--set", "confidence_level=0.99", "--set", "comparison_group=[a=b]")
    assert study["confidence_level"] == "0.99"
    assert study["comparison_group"] == "[a=b]"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "--set", "confidence_level"], "A choice is set by its name and its value"),
        (["run", "--only", "reprot"], "Did you mean 'report'?"),
        (["status", "--only", "reprot"], "Did you mean 'report'?"),
        (["run", "--job", "2"], "No such option"),
        (["run", "--jobs", "0"], "Invalid value"),
        (["rnu"], "No such command"),
        (["import", "dfe-lait", "lait.csv"], "--vintage"),
    ],
)
def test_a_wrong_command_exits_2_and_says_what_is_wrong(command, study, words, message):
    code, _, complaint = command(*words)
    assert code == 2
    assert message in complaint


def test_an_error_is_one_sentence_as_it_stands_and_exits_1(command, study, monkeypatch):
    def refuse(*_, **__):
        raise PipelineError("The file [red]rates[/red].csv has no column 'value\x1b[2J'")

    monkeypatch.setattr(pipeline, "run", refuse)
    code, said, complaint = command("run")
    assert (code, said) == (1, "")
    assert complaint == "Error: The file [red]rates[/red].csv has no column 'value[2J'.\n"


def test_stopping_a_run_says_that_nothing_is_lost(command, study, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupt)
    assert command("run") == (130, "", "Stopped. The last good report is as it was.\n")


def test_a_parameters_file_that_is_not_there_is_told(command, monkeypatch, tmp_path):
    monkeypatch.setenv("BENCHMARKING_ROOT", str(tmp_path))
    code, _, complaint = command("run", "--parameters", str(tmp_path / "kent.yaml"))
    assert code == ParameterError.exit_code
    assert "kent.yaml: There is no such parameters file." in complaint


def test_import_says_what_was_read_and_what_was_left_out(command, monkeypatch):
    from benchmarking import vintages

    asked = []

    def pretend(source, file, vintage, **more):
        asked.append((source, file, vintage, more["released"].isoformat(), more["address"]))
        left_out = {"areas outside England": 412}
        remarks = ("note: Read from the file of 8 April.",)
        summary = vintages.ImportSummary("lait", "lait.csv", 12345, left_out, changed=True, remarks=remarks)
        return [summary]

    monkeypatch.setattr(vintages, "import_file", pretend)
    code, said, _ = command(
        "import", "dfe-lait", "a.csv", "b.csv", "--vintage", "2026", "--released", "2026-06-11"
    )
    line = "lait: 12,345 rows in data/raw/2026/lait.csv; left out: 412 areas outside England\n"
    line += "  note: Read from the file of 8 April.\n"
    assert (code, said) == (0, line * 2)
    assert asked[1] == ("dfe-lait", Path("b.csv"), "2026", "2026-06-11", None)


def test_diff_says_what_changed_what_to_do_and_the_largest_revisions(command, figures, monkeypatch, tmp_path):
    monkeypatch.setenv("BENCHMARKING_ROOT", str(figures.root))
    code, said, _ = command("diff", "2025", "2026", "--csv", str(tmp_path / "changes.csv"))
    assert code == 0
    assert "New indicator: 10 (Children under 16 in relative low-income families" in said
    assert "Read the publisher's note on revisions before quoting a change since last year" in said
    largest = (
        "South West, Expected standard in reading, writing and maths at the end of primary school, 2023/24"
    )
    told = "34 in vintage 2025, 58 in 2026 (%), 4.6 times the usual spread between areas"
    assert f"{largest}: {told}" in said
    assert (
        "Changed definition: 2 (Neighbourhoods in the most deprived tenth of England; Mean index of" in said
    )
    assert "Changed note: 1 (Explore local statistics: employment rate)" in said
    assert "Changed code: 9 in 7 areas (Northumberland" in said
    assert len((tmp_path / "changes.csv").read_text(encoding="utf-8-sig").splitlines()) > 15_000


def test_diff_wants_the_earlier_vintage_first(command, figures, monkeypatch):
    monkeypatch.setenv("BENCHMARKING_ROOT", str(figures.root))
    code, _, complaint = command("diff", "2026", "2025")
    assert code == 2 and "Ask for 2025 and 2026" in complaint


def test_importing_the_wrong_file_exits_1(command, monkeypatch):
    from benchmarking import vintages

    def refuse(*_, **__):
        raise SourceError("This is not a file of dfe-lait")

    monkeypatch.setattr(vintages, "import_file", refuse)
    assert command("import", "dfe-lait", "x.csv", "--vintage", "2026")[0] == 1


def test_a_refresh_tells_what_became_of_each_release_and_what_is_left_to_do_by_hand(command, monkeypatch):
    from benchmarking import refreshing

    outcomes = [
        refreshing.Outcome(
            "lait", "dfe-lait", "new", "12,345 rows, published on 2027-04-08", ("note: Downloaded.",)
        ),
        refreshing.Outcome("survey", "plain", "carried forward", "from 2026. By hand: Typed."),
        refreshing.Outcome(
            "homelessness", "mhclg-homelessness", "carried forward", "from 2026. By hand: Typed."
        ),
    ]
    file = refreshing.ByHand(
        ("survey",), "https://example.org", "a table", "benchmarking import plain …", "Typed."
    )
    asked = {}
    monkeypatch.setattr(refreshing, "refresh", lambda vintage, **more: asked.update(more) or outcomes)
    monkeypatch.setattr(refreshing, "by_hand", lambda vintage, **more: [file])
    code, said, _ = command("refresh", "2027", "--source", "dfe-lait", "--limit", "5")
    assert code == 0
    assert said.splitlines() == [
        "Vintage 2027: 1 new, 0 unchanged, 2 carried forward, 0 failed",
        "New:",
        "  lait: 12,345 rows, published on 2027-04-08",
        "    note: Downloaded.",
        "Carried forward:",
        "  survey, homelessness: from 2026. By hand: Typed.",
        "To download by hand:",
        "survey",
        "  page:     https://example.org",
        "  look for: a table",
        "  then:     benchmarking import plain …",
        "  note:     Typed.",
    ]
    assert (asked["only"], asked["reopen"], asked["fetcher"].largest) == ("dfe-lait", False, 5_000_000)


def test_offline_makes_the_vintage_once_and_then_only_lists(command, figures, monkeypatch, tmp_path):
    shutil.copytree(figures.root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("2025"))
    monkeypatch.setenv("BENCHMARKING_ROOT", str(tmp_path))
    code, said, _ = command("refresh", "2027", "--offline", "--source", "dfe-lait")
    assert code == 0
    assert said.startswith("Vintage 2027: 0 new, ")
    table = tmp_path / "data" / "raw" / "2027" / "lait.csv"
    assert table.read_bytes() == (figures.raw("2026") / "lait.csv").read_bytes()
    code, said, _ = command("refresh", "2027", "--offline", "--source", "dfe-lait")
    assert (code, said.splitlines()[:2]) == (0, ["To download by hand:", "lait"])
    assert "benchmarking import dfe-lait bds_long_0.parquet --vintage 2027 --released YEAR-MONTH-DAY" in said


@pytest.mark.parametrize(("wrong", "code"), [([], 0), (["lait.csv: This is not the table imported."], 1)])
def test_check_exits_1_when_anything_is_wrong(command, study, monkeypatch, wrong, code):
    monkeypatch.setattr(studies, "check_all", lambda paths, parameters: wrong)
    monkeypatch.setattr(strategy, "told_of_lead", lambda study: [])
    ended, said, _ = command("check")
    assert ended == code
    assert said == ("".join(f"{line}\n" for line in wrong) or "Nothing wrong was found.\n")


def test_check_exits_1_when_a_claim_of_the_report_cannot_stand(command, study, monkeypatch):
    monkeypatch.setattr(studies, "check_all", lambda paths, parameters: [])
    monkeypatch.setattr(report, "check_words", lambda study: ["05.md, row 7: The finding does not say so."])
    ended, said, _ = command("check")
    assert (ended, said) == (1, "05.md, row 7: The finding does not say so.\n")


def test_check_reads_the_consultation_before_any_notebook_does(command, study, monkeypatch):
    def refuse(study):
        raise ConsultationError("A cell holds what looks like a UK postcode", where="autumn.csv, row 3")

    monkeypatch.setattr(studies, "check_all", lambda paths, parameters: [])
    monkeypatch.setattr(consultation, "real_reach", refuse)
    ended, said, error = command("check")
    assert ended == 1 and "Nothing wrong" not in said
    assert "autumn.csv, row 3: A cell holds what looks like a UK postcode" in error


def test_a_figure_of_the_strategy_that_differs_is_told_by_check_and_is_nothing_wrong(
    command, study, monkeypatch
):
    monkeypatch.setattr(studies, "check_all", lambda paths, parameters: [])
    monkeypatch.setattr(strategy, "told_of_lead", lambda study: ["1 figure differs.", "Page 5: 29.4%."])
    ended, said, _ = command("check")
    assert ended == 0
    assert said == "Nothing wrong was found.\n1 figure differs.\nPage 5: 29.4%.\n"


def test_a_sign_off_comes_after_the_check_and_says_what_it_wrote(command, study, monkeypatch):
    signed = []
    monkeypatch.setattr(report, "check_words", lambda study: [])
    monkeypatch.setattr(studies, "check_all", lambda paths, parameters: [])
    monkeypatch.setattr(strategy, "told_of_lead", lambda study: [])
    monkeypatch.setattr(
        pipeline, "sign_off", lambda study, by, today: signed.append((by, today)) or ["Signed off."]
    )
    assert command("check")[1] == "Nothing wrong was found.\n"
    assert signed == []
    ended, said, _ = command("check", "--sign-off", "A. Researcher, Research Manager")
    assert (ended, said) == (0, "Nothing wrong was found.\nSigned off.\n")
    assert [by for by, _ in signed] == ["A. Researcher, Research Manager"]


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        ("employment_rate.vs.E10000016", "similar (tested)."),
        ("employment_rate.rank", "anywhere from 3rd to 10th (tested)."),
        ("child_poverty.since_previous", "close (published figures, not tested)."),
        ("life_satisfaction.trend", "(5 figures, tested at 0.2%; it would be clear at 5%)."),
        ("child_poverty.expected", "does not say why."),
        ("get_on_well.trend", "no figure for Lancashire."),
    ],
)
def test_explain_says_a_finding_of_any_kind_and_what_it_rests_on(
    command, figures, monkeypatch, finding, words
):
    monkeypatch.setenv("BENCHMARKING_ROOT", str(figures.root))
    code, said, _ = command("explain", finding, "--parameters", str(PARAMETERS))
    first, *rest = said.splitlines()
    assert code == 0
    assert first.endswith(words)
    assert any(line.startswith("What is measured: ") for line in rest)
    assert ("sha256 " in said) == (finding != "get_on_well.trend")


def test_explain_meets_a_misspelt_finding_with_the_nearest(command, figures, monkeypatch):
    monkeypatch.setenv("BENCHMARKING_ROOT", str(figures.root))
    code, said, complaint = command("explain", "employment_rate.trned", "--parameters", str(PARAMETERS))
    assert (code, said) == (2, "")
    assert "'employment_rate.trend'" in complaint


def test_a_sweep_says_what_became_of_each_study_and_exits_1_when_one_failed(command, figures, monkeypatch):
    from benchmarking import sweeping

    def made(planned, paths, *, jobs, force, executor, tell):
        outcomes = [
            sweeping.Outcome(planned.planned[0], "failed", "There is no room."),
            sweeping.Outcome(planned.planned[1], "up to date"),
        ]
        for one in outcomes[: 1 if force else 2]:
            tell(one)
        return outcomes[1:] if force else outcomes

    monkeypatch.setenv("BENCHMARKING_ROOT", str(figures.root))
    monkeypatch.setattr(sweeping, "sweep", made)
    asked = ("sweep", "--leads", "Kent,Camden", "--parameters", str(PARAMETERS))
    code, said, _ = command(*asked)
    assert code == 1
    assert said.startswith("1 of 2  camden  failed: There is no room.\n2 of 2  kent  up to date\n")
    assert said.endswith("reports/sweep-camden-kent/2026/index.html\n")
    assert command(*asked, "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], "neither"),
        (["--leads", "Kent", "--vary", "comparison_group"], "both"),
        (["--vary", "seed"], "--vary seed"),
    ],
)
def test_a_sweep_is_over_councils_or_over_comparison_groups(command, figures, monkeypatch, words, found):
    monkeypatch.setenv("BENCHMARKING_ROOT", str(figures.root))
    code, _, complaint = command("sweep", *words, "--parameters", str(PARAMETERS))
    assert (
        code == 2 and f"Found {found}. Expected --leads with names, or --vary comparison_group" in complaint
    )


def test_steps_run_on_one_cluster_only(command, study):
    code, _, complaint = command("run", "--scheduler", "tcp://127.0.0.1:9", "--cluster", "local:2")
    assert code == 2 and "--scheduler or --cluster, not both" in complaint


def test_lab_opens_the_notebooks_with_this_python(command, monkeypatch, tmp_path):
    started = []
    monkeypatch.setenv("BENCHMARKING_ROOT", str(tmp_path))
    monkeypatch.setattr(
        cli.study_commands.subprocess, "call", lambda words, **more: started.append((words, more)) or 0
    )
    assert command("lab")[0] == 0
    words, more = started[0]
    assert words == [sys.executable, "-m", "jupyterlab", str(tmp_path / "notebooks")]
    assert more["cwd"] == tmp_path
