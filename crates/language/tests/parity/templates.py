"""Holds the local runtime's chat templates against `apply_chat_template` of transformers.

    python templates.py PROGRAM     # PROGRAM is the example local_parity

The templates are those that the installed packages trl and axolotl ship, read where they lie.
"""

import itertools
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from conversations import CONVERSATIONS
from transformers.utils.chat_template_utils import render_jinja_template

TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}
VARIANTS = [{}, {"enable_thinking": False}, {"enable_thinking": True}]


def templates():
    found = {}
    for package, folder in [("trl", "chat_templates"), ("axolotl", "utils/chat_templates/templates")]:
        spec = find_spec(package)
        if spec is None:
            print(f"{package} is not installed: its templates are left out")
            continue
        for path in sorted((Path(spec.origin).parent / folder).glob("*.jinja")):
            found[f"{package}/{path.stem}"] = path.read_text()
    return found


def theirs(template, messages, tools, more):
    try:
        rendered = render_jinja_template(
            conversations=[messages], tools=tools, chat_template=template, add_generation_prompt=True, **TOKENS, **more
        )
        return rendered[0][0]
    except Exception as error:  # whatever a template raises
        return error


def variables(messages, tools, more):
    """What transformers itself puts in front of a template: thoughts under each of their names."""
    shown = []
    for message in messages:
        thoughts = message.get("reasoning_content")
        shown.append(message if thoughts is None else {"thinking": thoughts, **message})
    return {
        "messages": shown, "tools": tools, "documents": None, "add_generation_prompt": True, **TOKENS, **more,
    }


def main(program):
    cases = list(itertools.product(templates().items(), CONVERSATIONS, VARIANTS))
    questions = "\n".join(
        json.dumps({"render": template, "variables": variables(messages, tools, more)})
        for (_, template), (messages, tools), more in cases
    )
    run = subprocess.run([program], input=questions, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.split("\n") if line]
    assert len(answers) == len(cases)
    counts, shown = {}, set()
    for ((name, template), (messages, tools), more), ours in zip(cases, answers):
        expected = theirs(template, messages, tools, more)
        if isinstance(expected, Exception):
            outcome = "refused by both" if "error" in ours else "DIFFERENT"
        else:
            outcome = "equal" if ours.get("text") == expected else "DIFFERENT"
        counts.setdefault(name, {}).setdefault(outcome, 0)
        counts[name][outcome] += 1
        if outcome == "DIFFERENT" and name not in shown:
            shown.add(name)
            print(f"--- {name} {CONVERSATIONS.index((messages, tools))} {more}\nexpected {expected!r}\nfound    {ours}")
    for name, outcomes in counts.items():
        print(f"{name}: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    total = {}
    for outcomes in counts.values():
        for outcome, count in outcomes.items():
            total[outcome] = total.get(outcome, 0) + count
    print(f"{len(counts)} templates, {len(cases)} renderings: {total}")
    sys.exit("DIFFERENT" in total)


if __name__ == "__main__":
    main(sys.argv[1])
