"""Records what the scoring code of other people makes of thousands of answers: VLMEvalKit, lmms-eval, LLaVA, MMMU, POPE, VQA.

    git clone https://github.com/open-compass/VLMEvalKit          (and so on: SOURCES below has the addresses and commits)
    python tools/goldens/scoring_rules.py --clones DIR --out libs/evaluation/src/test/resources/recorded/benchmarks

DIR holds the clones, each called as its repository, bare or not. None of them is installed: their scripts are run, and functions
are taken out of their modules as they stand. Nothing here computes a score. The answers are made up, with one seed; in each
file one line is what one answer, or one run of answers, came to.

Needs git, numpy and pandas.
"""

import argparse
import ast
import collections
import contextlib
import copy
import gzip
import io
import json
import math
import os
import pathlib
import random
import re
import statistics
import string
import subprocess
import sys
import tempfile
import types
import warnings

import numpy as np
import pandas as pd

SOURCES = {
    "VLMEvalKit": ("https://github.com/open-compass/VLMEvalKit", "e8e78f05f3080fe28154f2130321f17951c3be94"),
    "lmms-eval": ("https://github.com/EvolvingLMMs-Lab/lmms-eval", "75571cfe0fa36ca5ec2e6aa2bb268f9d38295af3"),
    "LLaVA": ("https://github.com/haotian-liu/LLaVA", "c121f0432da27facab705978f83c4ada465e46fd"),
    "MMMU": ("https://github.com/MMMU-Benchmark/MMMU", "bb0b95a945998d91dfef37e969e07d49d1139438"),
    "POPE": ("https://github.com/RUCAIBox/POPE", "3df3ba1b110ecce25696989577fad583b67d4239"),
    "VQA": ("https://github.com/GT-Vision-Lab/VQA", "a013f0043c1e2cdc995922dfe257f7149aa9af06"),
    "openvqa": ("https://github.com/MILVLG/openvqa", "f8f9966f202d5edf2a84096e1bc05ebf58ef55e6"),
}


class Nothing:
    """Stands for a logger and the like."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


class Drew(Exception):
    """A parser gave up and would draw a letter."""


class Sources:
    def __init__(self, clones):
        self.clones = pathlib.Path(clones)

    def text(self, repository, path):
        folder = self.clones / repository
        address, commit = SOURCES[repository]
        if not folder.exists():
            sys.exit(f"{folder} is not there: git clone {address} {folder}")
        git = ["git", "-C", str(folder), "-c", "safe.directory=*", "show", f"{commit or 'HEAD'}:{path}"]
        return subprocess.run(git, check=True, capture_output=True, text=True).stdout

    def names(self, repository, path, names, **given):
        """Functions, classes and constants of a module, without what else it imports."""
        text = self.text(repository, path)
        tree = ast.parse(text)
        wanted = [node for node in tree.body if named(node) & set(names)]
        found = set().union(*map(named, wanted))
        if found < set(names):
            sys.exit(f"{repository} {path} has no {sorted(set(names) - found)}")
        module = {"re": re, "np": np, "pd": pd, "string": string, "math": math, "os": os, "json": json, "cp": copy,
                  "random": random, "rd": random, "defaultdict": collections.defaultdict, "statistics": statistics,
                  "logger": Nothing(), "eval_logger": Nothing(), "osp": os.path, "List": list, "Optional": types.SimpleNamespace}
        module |= given
        code = ast.Module(body=[ast.ImportFrom("__future__", [ast.alias("annotations")], 0), *wanted], type_ignores=[])
        exec(compile(ast.fix_missing_locations(code), f"{repository}/{path}", "exec"), module)
        return types.SimpleNamespace(**{name: module[name] for name in names})


def named(node):
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()


# ---- made-up answers ------------------------------------------------------------------------------------------------

WORDS = ["red", "a dog", "two", "the left one", "Straße", "İstanbul", "ΟΔΟΣ", "C", "7", "0.5", "10%", "not sure", "cat", "catfish", "A",
         "blue and red", "none of the above", "yes", "no", "É", "東京", "1,000", "a", "all", "ﬁve", "red.", "(b)", "São Paulo"]
ODD = ["", " ", "\n", "\t\t", "\u00a0", "\u200b", "\x1c", "\x85", "😀", "Ａ", "Ⓑ", "۳", "٤", "²", "ſ", "ı", "İ", "K", ".", "..", ",", "*", "**",
       "__", "`", "—", "(", ")", "[", "]", "{", "}", "#", ":", ";", "!", "?", "'", '"', "\\", "/", "-", "+", "=", "<", ">", "@", "|"]
FORMS = [
    "{L}", "{L}.", "({L})", "{L})", "{L}:", "{L},", "[{L}]", "{{{L}}}", "#{L}#", "*{L}*", "**{L}**", " {L} ", "\n{L}\n", "\u00a0{L}\u00a0",
    "\x1c{L}\x1d", "{l}", "({l})", "{L}. {T}", "{L}: {T}", "({L}) {T}", "{L}) {T}", ":{L}", ":{L}:", ":{L})", ":{L}).", "{T}", "{t}", "{U}", "{T}.",
    "The answer is {L}.", "The answer is {L}", "The answer is ({L}).", "The answer is: {L}", "the answer is {l}.", "The correct answer is **{L}**.",
    "the an\u017fwer is {L}", "THE ANSWER \u0130S {L}", "answer\u00a0is\x1c{L}", "The answer is {L}. The answer is {M}.", "The answer is {L}, or {M}.",
    "The best answer is {L} because of the {T}", "correct option is {L}", "I choose {L}", "my choice is {L} and not {M}", "Option {L}",
    "It is {T}", "It is {T} and not {S}", "I think that the picture shows {T}", "{L} and {M}", "{L} or {M}?", "({L}) or ({M})", "not {L} but {M}",
    "A {T} is in the picture", "A is the answer to this question", "There is A dog. So {L}", "It could be {L}. On second thoughts it is {M}.",
    "Sorry, I can't help with images of people yet.", "I can't process this file.", "Cannot determine the answer", "Failed to obtain answer via API",
    "I'm sorry, but without the image provided {L}", "Z", "Z.", "none", "I do not know", "答案是{L}。", "答案为 {L}", "정답은 {L} 입니다", "답: {L}", "答えは{L}です", "选{L}",
    "{L}. {T}\n{M}. {S}", "First {M}, then {L}", "Let me think step by step: the {S} is no good, so that the {T} it is, {L}", "Yes", "No", "{L}{L}",
    "{L}1", "{L}_", "x{L}", "{L}\u0301", "{L}ß", "ß{L}", "😀{L}", "{L}😀", "{T} {T} {T}", "the {t}, the {t}", "Answer: {L}", "ANSWER IS {l}",
    "Answer:{L}", "The answer", "", " ", "\n", ".", "*", "the answer is", "{L} is it, said the man who stood there by the door",
    "there by the door stood a man who said {L}", "{L} " + "and so on " * 40, "word " * 60 + "{L}", "word " * 30 + "the answer is {L} " + "word " * 30,
]


def text_of(rng):
    kind = rng.random()
    if kind < 0.75:
        return rng.choice(WORDS)
    if kind < 0.9:
        return " ".join(rng.choice(WORDS) for _ in range(rng.randint(2, 4)))
    return rng.choice(ODD) + rng.choice(WORDS) + rng.choice(ODD)


def options_of(rng, most):
    options = [text_of(rng) for _ in range(rng.randint(2, most))]
    return [option if option.strip() else "x" for option in options]


def mcq_answer(rng, options):
    if rng.random() < 0.25:
        pool = ODD + WORDS + options + list("ABCDEF") + ["answer is", "the", "(A)", "B.", "C:", "(D", "E)"]
        return rng.choice(["", " ", "\n"]).join(rng.choice(pool) for _ in range(rng.randint(1, 9)))
    right, other = rng.randrange(len(options)), rng.randrange(len(options))
    letters = string.ascii_uppercase
    answer = rng.choice(FORMS).format(
        L=letters[right], M=letters[other], l=letters[right].lower(),
        T=options[right], S=options[other], t=options[right].lower(), U=options[right].upper())
    if rng.random() < 0.1:
        answer = rng.choice(ODD) + answer + rng.choice(ODD)
    return answer


YES_NO = ["Yes", "No", "yes", "no", "YES", "NO", "Yes.", "No.", "yes,", "no!", "y", "n", "Y", "N", "Y.", "yeah", "nope", "not", "Not at all", "none",
          "Yes, there is a {W}.", "No, there is no {W}.", "There is no {W}", "There is a {W}", "The {W} is not there. Yes, really.", "yes no",
          "Yes/No", "yes-no", "yes or no", "no?yes", "It is a {W}; no doubt", "No,", "I know", "know", "yesterday", "Noah", "  yes  ", "\nno\n", "\u00a0Yes\u00a0", "YES!",
          "Ye.s", "y.e.s", "n.o", ". no", "a. yes", "1.no", "1. no", "no.1", "3,4 yes", "yes (no)", "(yes)", "[No]", "_yes_", "no, 1,000", "yes;no", "<no>", "", " ", ".", "..", "😀 yes",
          "İyes", "yeſ", "ＹＥＳ", "The answer is yes", "The answer is no.", "Unknown", "not yes", "No. Yes", "Yes. No", "no\tyes", "no\nyes", "\x1cyes", "yes\x85", "`yes`", "yes=no"]


def yes_no_answer(rng):
    answer = rng.choice(YES_NO).replace("{W}", rng.choice(WORDS))
    if rng.random() < 0.3:
        answer = rng.choice(["", " "]).join(rng.choice(YES_NO + ODD).replace("{W}", "dog") for _ in range(rng.randint(1, 5)))
    if rng.random() < 0.1:
        answer += "." * rng.randint(1, 50)
    return answer


SHORT = WORDS + ["Yes.", "a red car", "red car", "Red Car.", "its", "it's", "dont", "two dogs", "2", "2.0", "2.5", "$5", "5 %", "3,4", "1,234.5", "ten", "none",
                 "the cat's", "left/right", "t-shirt", "T Shirt", "N/A", "12:30", "12.30", "U.S.", "u.s", "a.m.", "no...", "...", "a, b", "b, a", "a,b", "a ,b", "x, y, z", "youre", "Im", "let's",
                 "somebody'd", "an apple", "the", "a the", "o'clock", "100", "0100", "1e3", "-5", "+5", "−5", "½", "5°", "red\ncar", "red\tcar", " red ", "red?", "red!", "(red)", "[red]", "red;"]


def short_answer(rng):
    answer = rng.choice(SHORT)
    if rng.random() < 0.3:
        answer = rng.choice(["", " ", " ", ", "]).join(rng.choice(SHORT + ODD) for _ in range(rng.randint(1, 4)))
    if rng.random() < 0.15:
        answer += rng.choice([".", "..", "?", "!", ",", " ."]) * rng.randint(1, 3)
    if rng.random() < 0.02:
        answer = "a. " * 40 + answer
    return answer


NUMBERS = ["5", "5.0", "5.00", "-5", "0", "-0", "3.14159", "3.14", "1,234", "1,234.50", "1234.5", "12,34", "1,2345", "1e3", "1E+3", "2.5e-3", "1e5x", ".5", "0.5", "0.125", "0.135", "2.675",
           "1_000", "inf", "nan", "-inf", "Infinity", "50%", "$5", "5 kg", "10^3", "1/2", "٤", "٣.٥", "²", "5.", "5..", "--5", "1,234,567", "1,234,567.891", "1,234,5678", "12:30", "3-12", "a5", "5a", "5_"]
OPEN = ["{A}", "The answer is {A}", "the answer is {A}.", "So {A}", "It could be {A}", "Therefore the final answer is {A}.", "x = {A}", "x={A}\ny={B}", "y = {B}\nSo x = {A}", "thus {A}. Done", "{A} or {B}",
        "is is is {A}", "The result is {B}\nThe result is {A}", "result :", "answer is ,", "{A}\n\n", "so \nso {A}", "is ", "final {A} is {B} =", "I do not know", "", " ", ".", "\n", "{A}, {B}", "not {A}", "..{A}..",
        "{A}.{B}", "the value is about {A} cm, that is {B}", "Because A. Then B. answer {A}", "word " * 30 + "is {A}", "{A} " * 8]


def open_value(rng):
    return rng.choice(NUMBERS if rng.random() < 0.6 else SHORT + list("abxA"))


# ---- the recordings -------------------------------------------------------------------------------------------------


class VlmEvalKit:
    def __init__(self, sources):
        matching = "vlmeval/utils/matching_util.py"
        self.matching = sources.names(
            "VLMEvalKit", matching, ["_VERBOSE_ANSWER_RE", "can_infer_option", "can_infer_text", "can_infer"])
        self.punctuation = sources.names("VLMEvalKit", "vlmeval/smp/misc.py", ["process_punctuation"])
        self.yorn = sources.names(
            "VLMEvalKit", "vlmeval/dataset/utils/yorn.py", ["MME_rating", "YOrN_Extraction"],
            process_punctuation=self.punctuation.process_punctuation, load=lambda data: data, d2df=lambda values: values)
        memory = {}
        self.choice = sources.names(
            "VLMEvalKit", "vlmeval/dataset/utils/multiple_choice.py",
            ["MMB_abbrs", "report_acc", "build_choices", "build_prompt", "prefetch_answer", "prefetch_circular_group", "extract_answer_from_item", "eval_vanilla", "mcq_circular_eval"],
            can_infer=self.matching.can_infer, build_option_str=lambda choices: "", cn_string=lambda text: False,
            istype=lambda value, kind: isinstance(int(value), kind), get_pred_file_format=lambda: "tmp", timestr=lambda: "t",
            dump=lambda data, path: memory.__setitem__(str(path), data), load=lambda path: memory[str(path)])


class LmmsEval:
    def __init__(self, sources):
        tasks = "lmms_eval/tasks/"
        self.extract = sources.names(
            "lmms-eval", tasks + "_task_utils/mcq_extract.py",
            ["_DEFAULT_CHOICES", "_ANSWER_PHRASES", "_FORMAT_PRIORITY", "extract_mcq_answer"])
        module = types.ModuleType("lmms_eval.tasks._task_utils.mcq_extract")
        module.extract_mcq_answer = self.extract.extract_mcq_answer
        for name in ["lmms_eval", "lmms_eval.tasks", "lmms_eval.tasks._task_utils"]:
            sys.modules[name] = types.ModuleType(name)
        sys.modules[module.__name__] = module
        self.mmbench = sources.names("lmms-eval", tasks + "mmbench/mmbench_evals.py", ["MMBench_Evaluator"]).MMBench_Evaluator()
        self.mmstar = sources.names("lmms-eval", tasks + "mmstar/utils.py", ["exact_match"])
        self.seed = sources.names("lmms-eval", tasks + "seedbench/utils.py", ["seed_process_result", "seed_aggregation_result"])
        self.science = sources.names("lmms-eval", tasks + "scienceqa/utils.py", ["sqa_doc_to_target", "sqa_process_results"])
        self.mme = sources.names(
            "lmms-eval", tasks + "mme/utils.py", ["eval_type_dict", "parse_pred_ans", "mme_process_results", "mme_aggregate_results"])
        self.pope = sources.names("lmms-eval", tasks + "pope/utils.py", ["pope_process_results"])
        self.chart = sources.names("lmms-eval", tasks + "chartqa/utils.py", ["relaxed_correctness"])
        processor = sources.names("lmms-eval", tasks + "_task_utils/vqa_eval_metric.py", ["EvalAIAnswerProcessor"]).EvalAIAnswerProcessor
        self.vqa = sources.names("lmms-eval", tasks + "vqav2/utils.py", ["vqav2_process_results"], EvalAIAnswerProcessor=processor)
        self.text = sources.names("lmms-eval", tasks + "textvqa/utils.py", ["textvqa_process_results"], EvalAIAnswerProcessor=processor)
        metrics = "lmms_eval/api/metrics.py"
        text = sources.text("lmms-eval", metrics)
        self.metrics = taken(text, ["exact_match_hf_evaluate", "levenshtein_distance", "anls"])


def taken(text, names):
    """Functions without their decorators."""
    tree = ast.parse(text)
    wanted = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names]
    for node in wanted:
        node.decorator_list = []
    module = {"np": np, "re": re, "string": string}
    exec(compile(ast.Module(body=wanted, type_ignores=[]), "metrics", "exec"), module)
    return types.SimpleNamespace(**{name: module[name] for name in names})


def run_script(text, *arguments):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(text)
        script.flush()
        subprocess.run([sys.executable, script.name, *map(str, arguments)], check=True, capture_output=True)


def lines_to(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def science(sources, cases):
    """LLaVA's eval_science_qa.py: the letter that it takes, or null."""
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        ids = [str(i) for i in range(len(cases))]
        (base / "pid_splits.json").write_text(json.dumps({"test": ids}))
        (base / "problems.json").write_text(json.dumps({i: {"choices": case["options"], "answer": 0} for i, case in zip(ids, cases)}))
        lines_to(base / "answers.jsonl", [{"question_id": i, "text": case["answer"], "prompt": "<image>"} for i, case in zip(ids, cases)])
        run_script(sources.text("LLaVA", "llava/eval/eval_science_qa.py"), "--base-dir", base, "--result-file", base / "answers.jsonl",
                   "--output-file", base / "out.json", "--output-result", base / "result.json")
        results = json.loads((base / "result.json").read_text())["results"]
        return [None if results[i] < 0 else "ABCDE"[results[i]] for i in ids]


def gqa(sources, cases):
    """LLaVA's convert_gqa_for_eval.py, and what GQA's evaluation as openvqa has it says of each."""
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        lines_to(base / "src.jsonl", [{"question_id": str(i), "text": case["answer"]} for i, case in enumerate(cases)])
        run_script(sources.text("LLaVA", "scripts/convert_gqa_for_eval.py"), "--src", base / "src.jsonl", "--dst", base / "dst.json")
        predictions = json.loads((base / "dst.json").read_text())
        questions = {str(i): {"answer": case["label"], "question": "what", "semantic": [], "isBalanced": True, "entailed": [], "equivalent": [],
                              "types": {"structural": str(i), "semantic": "s"}, "groups": {"global": "g", "local": "l"}}
                     for i, case in enumerate(cases)}
        (base / "questions.json").write_text(json.dumps(questions))
        (base / "predictions.json").write_text(json.dumps(predictions))
        evaluation = types.ModuleType("tqdm")
        evaluation.tqdm = lambda values: values
        sys.modules["tqdm"] = evaluation
        module = {}
        exec(compile(sources.text("openvqa", "openvqa/datasets/gqa/eval/gqa_eval.py"), "gqa_eval.py", "exec"), module)
        evaluator = module["GQAEval"].__new__(module["GQAEval"])
        with contextlib.redirect_stdout(io.StringIO()):
            evaluator.__init__(C(), str(base / "predictions.json"), str(base / "questions.json"))
        return evaluator, questions


class C:
    pass


def vqa_evaluation(sources):
    """VQA's own evaluation, its prints in Python 3."""
    text = sources.text("VQA", "PythonEvaluationTools/vqaEvaluation/vqaEval.py")
    text = re.sub(r'^(\s*)print (.*)$', r"\1pass", text, flags=re.MULTILINE)
    module = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, "vqaEval.py", "exec"), module)
    return module["VQAEval"]


def vqa_official(evaluation, answer, answers):
    questions = types.SimpleNamespace(getQuesIds=lambda: [0], qa={0: {
        "answers": [{"answer": text, "answer_id": i} for i, text in enumerate(answers)], "question_type": "q", "answer_type": "a"}})
    judged = evaluation(questions, types.SimpleNamespace(qa={0: {"answer": answer}}), n=12)
    judged.updateProgress = lambda progress: None
    seen = []
    judged.setEvalQA = lambda question, accuracy: seen.append(accuracy)
    with contextlib.redirect_stdout(io.StringIO()):
        judged.evaluate()
    return seen[0]


def pope_published(sources, answers):
    text = sources.text("POPE", "evaluate.py")
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        lines_to(base / "answers.jsonl", [{"answer": answer} for answer in answers])
        lines_to(base / "labels.jsonl", [{"label": "no" if i % 2 else "yes"} for i in range(len(answers))])
        text = text.replace("ans_file = ''", f"ans_file = {str(base / 'answers.jsonl')!r}")
        text = text.replace("label_file = ''", f"label_file = {str(base / 'labels.jsonl')!r}")
        module = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, "evaluate.py", "exec"), module)
        return [answer["answer"] for answer in module["answers"]]


def record_choices(sources, kit, lmms, mmmu, rng):
    cases = []
    for _ in range(4000):
        options = options_of(rng, 4 if rng.random() < 0.8 else 5)
        cases.append({"answer": mcq_answer(rng, options), "options": options, "label": "ABCDE"[rng.randrange(len(options))]})
    for case, letter in zip(cases, science(sources, cases)):
        answer, options, label = case["answer"], case["options"], case["label"]
        lettered = dict(zip(string.ascii_uppercase, options))
        row = pd.Series({**{c: lettered.get(c, np.nan) for c in "ABCDE"}, "prediction": answer})
        case["can_infer"] = kit.matching.can_infer(answer, dict(lettered)) or None
        case["lmms_mmbench"] = lmms_static(lmms, row)
        case["lmms_mcq"] = lmms.mmstar.exact_match(answer, label) == 1.0
        case["lmms_letter"] = lmms.extract.extract_mcq_answer(answer, choices=["A", "B", "C", "D"]) or None
        seed = lmms.seed.seed_process_result({"answer": label, "data_type": "t", "question_id": "q"}, [answer])["seed_all"]
        case["seed"] = lmms.seed.seed_aggregation_result([seed]) == 1.0
        case["scienceqa"] = letter
        case["scienceqa_lmms"] = lmms.science.sqa_process_results({"choices": options, "answer": "ABCDE".index(label)}, [answer])["exact_match"] == 1.0
        try:
            case["mmmu"] = mmmu.parse_multi_choice_response(answer, list(lettered), lettered)
        except Drew:
            case["mmmu"] = None
    return cases


def lmms_static(lmms, row):
    """The letter that lmms-eval's static evaluation goes by: eval_sub_data's two steps, told apart by asking for each letter."""
    for letter in "ABCDE":
        data = pd.DataFrame([dict(row, index=1)])
        if lmms.mmbench.eval_sub_data(data, {1: letter}, static_only=True) == 1:
            return letter
    return None


def record_yes_no(sources, kit, lmms, rng):
    answers = [yes_no_answer(rng) for _ in range(2500)]
    published = pope_published(sources, answers)
    cases = []
    for answer, said in zip(answers, published):
        cases.append({
            "answer": answer,
            "mme": lmms.mme.parse_pred_ans(answer),
            "vlmevalkit": kit.yorn.YOrN_Extraction(answer),
            "pope": lmms.pope.pope_process_results({"answer": "yes", "question_id": 1}, [answer])["pope_accuracy"]["prediction"],
            "pope_published": said,
        })
    return cases


def record_short(sources, lmms, rng):
    cases = []
    for _ in range(2500):
        label = rng.choice(SHORT)
        answer = label if rng.random() < 0.2 else short_answer(rng)
        if rng.random() < 0.3:
            answer = rng.choice([label.upper(), label.lower(), label + ".", label + "...", " " + label, label.capitalize() + ".", "The " + label])
        cases.append({"answer": answer, "label": label})
    evaluator, questions = gqa(sources, cases)
    per_question = evaluator.scores["accuracyPerStructuralType"]
    for i, case in enumerate(cases):
        case["gqa"] = per_question[str(i)] == (100.0, 1)
        answer, label = case["answer"], case["label"]
        case["exact_match"] = bool(lmms.metrics.exact_match_hf_evaluate(
            [answer], [label], ignore_case=True, ignore_punctuation=True)["exact_match"])
        case["relaxed"] = lmms.chart.relaxed_correctness(answer, label)
        case["anls"] = lmms.metrics.anls([label], [answer])["anls"]
    return cases


def record_vqa(sources, lmms, rng):
    processor = sources.names("LLaVA", "llava/eval/m4c_evaluator.py", ["EvalAIAnswerProcessor"]).EvalAIAnswerProcessor
    evaluation = vqa_evaluation(sources)
    cases = []
    for _ in range(1500):
        few = [short_answer(rng) for _ in range(rng.randint(1, 4))]
        answers = [rng.choice(few) for _ in range(10)]
        answer = rng.choice(answers) if rng.random() < 0.6 else short_answer(rng)
        if rng.random() < 0.3:
            answer = rng.choice([answer.upper(), answer + ".", "the " + answer, answer.replace(" ", "  ")])
        # A new processor each: its table of numbers learns words.
        cases.append({
            "answer": answer,
            "answers": answers,
            "official": vqa_official(evaluation, processor()(answer), answers),
            "lmms": lmms.vqa.vqav2_process_results(
                {"question_id": 1, "answers": [{"answer": text, "answer_id": i} for i, text in enumerate(answers)]}, [answer])["exact_match"],
            "textvqa": lmms.text.textvqa_process_results({"question_id": 1, "answers": list(answers)}, [answer])["exact_match"],
        })
    return cases


def record_open(mmmu, rng):
    cases = []
    for _ in range(3000):
        value, other = open_value(rng), open_value(rng)
        answer = rng.choice(OPEN).format(A=value, B=other)
        gold = [value] if rng.random() < 0.5 else [open_value(rng)]
        if rng.random() < 0.3:
            gold.append(open_value(rng))
        single = len(gold) == 1
        cases.append({"answer": answer, "answers": gold,
                      "right": mmmu.eval_open(gold[0] if single else gold, mmmu.parse_open_response(answer))})
    return cases


def record_circular(kit, lmms, rng, questions):
    """A run of MMBench: each question in all rotations of its options."""
    rows = []
    for index in range(1, questions + 1):
        options = [f"{text} {i}" for i, text in enumerate(options_of(rng, 4))]
        right, skill = rng.randrange(len(options)), rng.random()
        category = rng.randrange(6)
        for turn in range(len(options)):
            turned = options[turn:] + options[:turn]
            place = (right - turn) % len(options)
            answer = rng.choice(["{L}", "{L}.", "({L})", "{L}. {T}", "{T}", "The answer is {L}.", "I think it is {T}"]).format(
                L="ABCD"[place], T=turned[place]) if rng.random() < skill ** 0.2 else mcq_answer(rng, turned)
            rows.append({
                "index": index + turn * 1_000_000, "question": f"q{index}", **{c: dict(zip("ABCD", turned)).get(c, np.nan) for c in "ABCD"},
                "answer": "ABCD"[place], "category": f"c{category}", "l2-category": f"l{category // 2}", "prediction": answer, "split": "dev"})
    rng.shuffle(rows)
    data = pd.DataFrame(rows).sort_values(by="index")
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        hit = kit.choice.mcq_circular_eval(None, data.copy(), data.copy(), 1, os.path.join(folder, "none.pkl"), "MMBench_DEV_EN")
    report = kit.choice.report_acc(hit.copy()).to_dict("records")[0]
    with contextlib.redirect_stdout(io.StringIO()):
        overall, category, l2 = lmms.mmbench.eval_result(copy.deepcopy(rows), "static")
    vanilla = [kit.choice.eval_vanilla(None, pd.Series(dict(row, GT=row["answer"])))["hit"] for row in rows]
    plain = [{k: v for k, v in row.items() if k not in ("split", "question", *"ABCD")} | {"options": [row[c] for c in "ABCD" if isinstance(row[c], str)]} for row in rows]
    return {"rows": plain, "vlmevalkit": {key: value for key, value in report.items() if key != "split"}, "vanilla": float(np.mean(vanilla)),
            "lmms": {"Overall": float(overall), **{k: float(v) for k, v in category.items()}, **{k: float(v) for k, v in l2.items()}}}


def record_mme(kit, lmms, rng, images):
    rows = []
    for categories in lmms.mme.eval_type_dict.values():
        for category in categories:
            skill = rng.random()
            for image in range(images):
                for answer in ["Yes", "No"]:
                    said = rng.choice([answer, answer + ".", answer.lower()]) if rng.random() < skill else yes_no_answer(rng)
                    rows.append({"index": len(rows), "category": category, "image_path": f"{category}/{image:04}.jpg", "answer": answer, "prediction": said})
    rng.shuffle(rows)
    data = pd.DataFrame(rows)
    data["extracted"] = [kit.yorn.YOrN_Extraction(text) for text in data["prediction"]]
    data["score"] = data["answer"] == data["extracted"]
    rating = {key: float(value) for key, value in kit.yorn.MME_rating(data).items()}
    results = collections.defaultdict(list)
    by_category = collections.defaultdict(list)
    for row in rows:
        doc = {"question_id": row["image_path"], "category": row["category"], "answer": row["answer"]}
        for name, result in lmms.mme.mme_process_results(doc, [row["prediction"]]).items():
            results[name].append(result)
            by_category[row["category"]].append(result)
    scores = {name: lmms.mme.mme_aggregate_results(all_of) for name, all_of in (results | by_category).items()}
    return {"rows": rows, "vlmevalkit": rating, "lmms": scores}


def write(out, name, rows):
    out.mkdir(parents=True, exist_ok=True)
    with open(out / f"{name}.jsonl.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        for row in rows:
            packed.write((json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
    print(f"{name}: {len(rows)} lines, {(out / f'{name}.jsonl.gz').stat().st_size} bytes")


def refuse_to_draw(choices):
    raise Drew


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clones", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    sources = Sources(arguments.clones)
    kit, lmms = VlmEvalKit(sources), LmmsEval(sources)
    mmmu = sources.names(
        "MMMU", "mmmu/utils/eval_utils.py",
        ["parse_multi_choice_response", "check_is_number", "normalize_str", "extract_numbers", "parse_open_response", "eval_open"],
        random=types.SimpleNamespace(choice=refuse_to_draw))
    write(arguments.out, "choices", record_choices(sources, kit, lmms, mmmu, random.Random(1)))
    write(arguments.out, "yes_no", record_yes_no(sources, kit, lmms, random.Random(2)))
    write(arguments.out, "short", record_short(sources, lmms, random.Random(3)))
    write(arguments.out, "vqa", record_vqa(sources, lmms, random.Random(4)))
    write(arguments.out, "open", record_open(mmmu, random.Random(5)))
    write(arguments.out, "circular", [record_circular(kit, lmms, random.Random(6 + i), questions) for i, questions in enumerate([300, 40, 1])])
    write(arguments.out, "mme", [record_mme(kit, lmms, random.Random(16 + i), images) for i, images in enumerate([25, 4, 1])])


if __name__ == "__main__":
    main()
