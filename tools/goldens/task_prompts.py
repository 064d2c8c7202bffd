"""Records how lmms-eval words questions, for the styles "lmms-eval" of the tasks that ship.

    python tools/goldens/task_prompts.py LMMS_EVAL_CHECKOUT > libs/evaluation/src/test/resources/.../lmms-eval-prompts.json

The functions doc_to_text of its tasks are run as they stand, without the imports of their modules, which they do not need,
on a few questions made up here. Token limits are those of the tasks' files.
"""

import ast
import json
import pathlib
import re
import subprocess
import sys

import yaml


class Loader(yaml.SafeLoader):
    pass


Loader.add_multi_constructor("!function", lambda loader, suffix, node: loader.construct_scalar(node))


def config(folder, name):
    path = folder / name
    values = yaml.load(path.read_text(), Loader)
    included = values.pop("include", None)
    return {**config(folder, included), **values} if included else values


def functions(path):
    """The module's functions alone, so that nothing needs to be installed."""
    tree = ast.parse(path.read_text())
    kept = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    names = {"__builtins__": __builtins__, "replace_prompt": " Please answer yes or no.", "ast": ast,
             "config": {"metadata": {"interleaved_format": False}}, "re": re}
    for node in kept:
        node.decorator_list = []
        node.returns = None
        for arg in node.args.args:
            arg.annotation = None
    exec(compile(ast.Module(kept, []), str(path), "exec"), names)
    return names


QUESTION = "what IS the Year of the second bar?"
OPTIONS = ["egg", "larva", "pupa", "adult"]
LETTERS = dict(zip("ABCD", OPTIONS))

# task: folder, file, module, function, the question as lmms-eval has it, and the same for us
CASES = [
    ("textvqa", "textvqa", "textvqa_val.yaml", "utils", "textvqa_doc_to_text", {"question": QUESTION}, {"ocr_tokens": ["a"]}),
    ("docvqa", "docvqa", "docvqa_val.yaml", "utils", "docvqa_doc_to_text", {"question": QUESTION}, {}),
    ("chartqa", "chartqa", "chartqa.yaml", "utils", "chartqa_doc_to_text", {"question": QUESTION}, {}),
    ("ai2d", "ai2d", "ai2d.yaml", "utils", "ai2d_doc_to_text", {"question": QUESTION, "options": OPTIONS}, {"options": OPTIONS}),
    ("pope", "pope", "pope.yaml", "utils", "pope_doc_to_text", {"question": "Is there a dog? "}, {"question": "Is there a dog? "}),
    ("mme", "mme", "mme.yaml", "utils", "mme_doc_to_text", {"question": "Is it? Please answer yes or no."},
     {"question": "Is it? Please answer yes or no."}),
    ("seed-bench", "seedbench", "seedbench.yaml", "utils", "seed_doc_to_text",
     {"question": QUESTION, **{"choice_" + k.lower(): v for k, v in LETTERS.items()}}, {"options": OPTIONS}),
    ("scienceqa-img", "scienceqa", "scienceqa_img.yaml", "utils", "sqa_doc_to_text",
     {"question": QUESTION, "hint": "A cycle.", "choices": OPTIONS}, {"options": OPTIONS, "fields": {"hint": "A cycle."}}),
    ("scienceqa-img", "scienceqa", "scienceqa_img.yaml", "utils", "sqa_doc_to_text",
     {"question": QUESTION, "hint": "", "choices": OPTIONS}, {"options": OPTIONS}),
    ("gqa", "gqa", "gqa.yaml", "utils", "gqa_doc_to_text", {"question": QUESTION}, {}),
    ("vqav2", "vqav2", "vqav2_val.yaml", "utils", "vqav2_doc_to_text", {"question": QUESTION}, {}),
    ("mmmu-val", "mmmu", "mmmu_val.yaml", "utils", "mmmu_doc_to_text",
     {"question": QUESTION, "question_type": "multiple-choice", "options": str(OPTIONS)}, {"options": OPTIONS}),
    ("mmmu-val", "mmmu", "mmmu_val.yaml", "utils", "mmmu_doc_to_text",
     {"question": QUESTION, "question_type": "open", "options": "[]"}, {}),
    ("mmbench", "mmbench", "mmbench_en_dev.yaml", None, None, {"question": QUESTION, "hint": "A cycle.", **LETTERS},
     {"options": OPTIONS, "fields": {"hint": "A cycle."}}),
    ("mmbench", "mmbench", "mmbench_en_dev.yaml", None, None, {"question": QUESTION, "hint": "nan", **LETTERS},
     {"options": OPTIONS}),
]


def mmbench(folder, doc, kwargs):
    """mmbench_doc_to_text needs an evaluator with its system prompt; the evaluator's function is run as it stands."""
    source = (folder / "mmbench_evals.py").read_text()
    method = next(n for c in ast.parse(source).body if isinstance(c, ast.ClassDef) for n in c.body
                  if isinstance(n, ast.FunctionDef) and n.name == "create_options_prompt")

    class Pd:
        @staticmethod
        def notna(value):
            return value is not None

    names = {"pd": Pd}
    exec(compile(ast.Module([method], []), "mmbench_evals", "exec"), names)
    system = re.search(r'sys_prompt: "(.*)"', (folder / "mmbench.yaml").read_text()).group(1)

    class Evaluator:
        sys_prompt = system

        def create_options_prompt(self, row, candidates):
            return names["create_options_prompt"](self, row, candidates)

    text = next(n for n in ast.parse((folder / "en_utils.py").read_text()).body
                if isinstance(n, ast.FunctionDef) and n.name == "mmbench_doc_to_text")
    names.update(mmbench_evaluator=Evaluator())
    exec(compile(ast.Module([text], []), "en_utils", "exec"), names)
    whole = {"answer": "A", "category": "", "L2-category": "", "index": 0, "source": "", "split": "dev", **doc}
    return names["mmbench_doc_to_text"](whole, kwargs)


def main():
    root = pathlib.Path(sys.argv[1])
    commit = subprocess.check_output(["git", "-C", str(root), "rev-parse", "HEAD"], text=True).strip()
    cases = []
    for task, folder, file, module, function, doc, ours in CASES:
        tasks = root / "lmms_eval" / "tasks" / folder
        values = config(tasks, file)
        kwargs = (values.get("lmms_eval_specific_kwargs") or {}).get("default")
        if module is None:
            text = mmbench(tasks, doc, kwargs)
        else:
            call = functions(tasks / (module + ".py"))[function]
            text = call(doc) if kwargs is None else call(doc, kwargs)
        # lmms-eval's own models answer with up to 1024 tokens where a task sets no limit (models/simple/llava.py)
        limit = (values.get("generation_kwargs") or {}).get("max_new_tokens", 1024)
        cases.append({"task": task, "question": doc["question"], **ours, "text": text, "max_new_tokens": limit})
    json.dump({"source": "EvolvingLMMs-Lab/lmms-eval, MIT", "commit": commit, "cases": cases}, sys.stdout, indent=1)
    print()


main()
