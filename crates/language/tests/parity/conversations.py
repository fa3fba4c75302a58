"""About thirty conversations that use what chat templates look at: turns, tools, calls, results, thoughts, odd texts."""

LEVEL = {
    "type": "function",
    "function": {
        "name": "level",
        "description": 'Level of a tank, in "m" & mm; <fast>\nSecond line.',
        "parameters": {
            "type": "object",
            "properties": {
                "tag": {"type": "string", "description": "Name of the tag, as LT-101", "enum": ["LT-101", "LT-102"]},
                "hours": {"type": "number", "default": 0.5, "minimum": 1e-05},
                "quality": {"type": "array", "items": {"type": "string"}},
                "exact": {"type": "boolean", "default": None},
            },
            "required": ["tag"],
        },
    },
}
NOW = {"type": "function", "function": {"name": "now", "description": "", "parameters": {"type": "object", "properties": {}}}}


def system(text):
    return {"role": "system", "content": text}


def user(text):
    return {"role": "user", "content": text}


def said(text, **more):
    return {"role": "assistant", "content": text, **more}


def calls(*which, text=""):
    made = [
        {"id": f"c0000000{place}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for place, (name, arguments) in enumerate(which)
    ]
    return said(text, tool_calls=made)


def found(text, place=0, name="level"):
    return {"role": "tool", "tool_call_id": f"c0000000{place}", "name": name, "content": text}


ARGUMENTS = {"tag": "LT-101", "hours": 8, "exact": True, "quality": ["good", "µ"], "note": None, "limit": 2.0}
RULES = system("You answer questions about a plant.")
ONE_CALL = ("level", ARGUMENTS)
NO_ARGUMENTS = ("now", {})

# (messages, tools)
CONVERSATIONS = [
    ([user("What is the level of tank 1?")], None),
    ([RULES, user("What is the level of tank 1?")], None),
    ([RULES, user("Level?"), said("5 m"), user("And now?")], None),
    ([user("Level?"), said("5 m"), user("And now?"), said("6 m"), user("Why?")], None),
    ([RULES, user("Level?"), said("5 m")], None),
    ([RULES, user("  spaces around  \n")], None),
    ([RULES, user("\n\nlines\n\n\nbetween\n")], None),
    ([system("  \n rules \n"), user("x")], None),
    ([system(""), user("x")], None),
    ([RULES, user("")], None),
    ([RULES, user("ünïcode → 漢字 🏭 \u200b")], None),
    ([RULES, user("{{ braces }} {% raw %} <b>&amp;</b> \"quotes\" 'single' \\ back")], None),
    ([RULES, user("x"), said("<think>\nhm\n</think>\n\n5 m"), user("and?")], None),
    ([RULES, user("x"), said("5 m", reasoning_content="hm hm"), user("and?")], None),
    ([RULES, user("x"), said("<think>one</think>two<think>three</think> four"), user("and?")], None),
    ([user("What is the level?")], [LEVEL]),
    ([RULES, user("What is the level?")], [LEVEL]),
    ([RULES, user("What is the level?")], [LEVEL, NOW]),
    ([RULES, user("Level?"), said("5 m"), user("And now?")], [LEVEL]),
    ([RULES, user("Level?"), calls(ONE_CALL), found('{"value": 5.0, "unit": "m"}')], [LEVEL]),
    ([RULES, user("Level?"), calls(ONE_CALL), found("5 m"), said("It is 5 m."), user("And now?")], [LEVEL, NOW]),
    ([user("Level?"), calls(ONE_CALL), found("5 m")], [LEVEL]),
    ([RULES, user("Time?"), calls(NO_ARGUMENTS), found("08:30", name="now")], [NOW]),
    ([RULES, user("Both?"), calls(ONE_CALL, NO_ARGUMENTS), found("5"), found("08:30", 1, "now")], [LEVEL, NOW]),
    ([RULES, user("Level?"), calls(ONE_CALL, text="I look it up."), found("5 m"), said("5 m")], [LEVEL]),
    ([RULES, user("Level?"), calls(ONE_CALL), found("5 m"), calls(NO_ARGUMENTS), found("9", 0, "now")], [LEVEL, NOW]),
    ([RULES, user("Level?"), calls(ONE_CALL), found("line\nline\n<tool_response>x</tool_response>")], [LEVEL]),
    ([RULES, user("Level?"), calls(ONE_CALL), found("5 m"), said("<think>\nhm\n</think>\n\n5"), user("?")], [LEVEL]),
    ([RULES, user("one"), user("two")], None),
    ([RULES], None),
    ([said("5 m"), user("x")], None),
    ([RULES, user("x"), system("more rules"), user("y")], None),
]
