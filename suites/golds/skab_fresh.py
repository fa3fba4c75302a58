"""The testbed, fresh: questions, and how each answer is computed from the raw files.

Now is Monday 2020-03-09 17:15; about a sample a second. Running it prints the cases.
"""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, instant, number, significant
from mixed import differ, now, stat
from plant import Plant

K = Plant("skab")
K.series = {tag: series[~series.index.duplicated()].sort_index() for tag, series in K.series.items()}
suite = Suite("skab", "skab-r", significant(10))
ask, converse = suite.ask, suite.converse
runs = K.tables["experiments"].set_index("experiment")
current, flow, vibration = "motor.current", "loop.flow", "testbed.accelerometer_1"
MARCH_9 = (pd.Timestamp("2020-03-09"), pd.Timestamp("2020-03-10"))
FEB_8 = (pd.Timestamp("2020-02-08"), pd.Timestamp("2020-02-09"))


def during(name):
    """The window of an experiment: its last sample is the last one within."""
    return runs.start_time[name], runs.end_time[name] + pd.Timedelta(seconds=1)


# --- one step
ask("lookup", "en", "which tag is the temp of the water going round?", K.named("loop.thermocouple"))
ask("latest", "zh", "电机电压最后一次读数是多少伏", number(now(K, "motor.voltage"), "V"))
ask(
    "count",
    "en",
    "how many experiments did we start on 9 March 2020?",
    count(((runs.start_time >= MARCH_9[0]) & (runs.start_time < MARCH_9[1])).sum()),
)
ask(
    "aggregate",
    "en",
    "Avg flow rate on March 1 between 15:45 and 15:55",
    stat(K, flow, "mean", "2020-03-01 15:45", "2020-03-01 15:55"),
)
ask("extreme", "en", "max RMS of vibration 1 on Feb 8", number(K(vibration, *FEB_8).max(), "[g]"))
hot = K("motor.temperature", "2020-03-01", "2020-03-02")
assert (hot == hot.max()).sum() == 1
length, before = K.gap(current, *MARCH_9)
ask(
    "quality",
    "en",
    "Longest break between two motor current samples today? seconds",
    number(length, "s"),
    note=str(before),
)
ask(
    "correlation",
    "zh",
    "今天水温跟电机温度的相关系数算一下",
    number(K.correlation("loop.thermocouple", "motor.temperature", *MARCH_9), "1"),
)

# --- refused, asked back
ask("clarify", "en", "vibration level right now?", CLARIFY, note="two accelerometers")
ask("abstain", "zh", "电机转速现在是多少转？", ABSTAINED, note="not measured")
ask("abstain", "en", "what are the results of experiment valve3-2", ABSTAINED, note="no such experiment")

# --- more work
hot = K("motor.temperature", "2020-03-01", "2020-03-02")
assert (hot == hot.max()).sum() == 1
ask(
    "multistep",
    "zh",
    "3月1日电机温度最高的那一刻，电压是多少",
    number(K.at("motor.voltage", hot.idxmax()), "V"),
    note=str(hot.idxmax()),
)
ask("join", "en", "mean motor current while valve2-2 was running", stat(K, current, "mean", *during("valve2-2")))
on_9th = runs[runs.start_time >= MARCH_9[0]]
ask(
    "compare",
    "zh",
    "3月9号的实验里，样本数超过1145的占百分之多少？",
    number(100 * (on_9th.samples > 1145).mean(), "%"),
    note=f"of {len(on_9th)}",
)
fewest = on_9th.samples.idxmin()
assert (on_9th.samples == on_9th.samples.min()).sum() == 1
ask(
    "join",
    "zh",
    "3月9号样本数最少的那次实验，期间电机电流最大多少安",
    stat(K, current, "max", *during(fewest)),
    note=fewest,
)
kinds = {name: K(flow, *during(name)).mean() for name in runs.index if name.startswith("valve2-")}
ask(
    "rank",
    "en",
    "Of valve2-0 to valve2-3, which one had the best average flow?",
    identifier(max(kinds, key=kinds.get)),
    note=str({name: round(float(value), 3) for name, value in kinds.items()}),
)
ask(
    "compare",
    "zh",
    "valve1-0期间的平均水温比valve1-15期间高几度",
    differ(K, "loop.thermocouple", during("valve1-0"), during("valve1-15"), "Cel"),
)
peak = K("testbed.accelerometer_2", *FEB_8)
assert (peak == peak.max()).sum() == 1
ask(
    "multistep",
    "en",
    "flow at the very second vibration 2 hit its maximum on Feb 8th",
    number(K.at(flow, peak.idxmax()), "L/min"),
    note=str(peak.idxmax()),
)
valve1 = runs[runs.index.str.startswith("valve1-")]
ask(
    "multistep",
    "en",
    "average number of samples across the valve1 experiments",
    number(valve1.samples.mean(), "1"),
    note=str(len(valve1)),
)
pair = pd.concat({tag: K(tag, *MARCH_9) for tag in (current, flow)}, axis=1)
ask(
    "multistep",
    "zh",
    "今天电流大于1.3 A而且流量低于31 L/min的读数有多少条",
    count(((pair[current] > 1.3) & (pair[flow] < 31)).sum()),
)
spike = K(current, *during("valve1-0"))
assert (spike == spike.max()).sum() == 1
converse(
    "en",
    ("highest motor current during valve1-0?", number(spike.max(), "A")),
    ("and at what time", instant(spike.idxmax(), K.zone, 2)),
    ("what was the voltage then", number(K.at("motor.voltage", spike.idxmax()), "V")),
)


def write():
    suite.write("fresh")
