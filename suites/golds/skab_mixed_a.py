"""SKAB, mixed, of the first author: questions, and how each answer is computed from the raw files.

Now is Monday 2020-03-09 17:15; about a sample a second, doubled where experiments overlap.
"""

import numpy as np
import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, identifiers, instant, number, significant
from mixed import day, within
from plant import Plant
from readings import tolerance

S = Plant("skab")
# overlapping slices of one recording
S.series = {tag: values[~values.index.duplicated()].sort_index() for tag, values in S.series.items()}
suite = Suite("skab", "skab-p", significant(10))
ask, converse = suite.ask, suite.converse
runs = S.tables["experiments"].set_index("experiment")


def of(tag, experiment):
    """The samples of an experiment, its last one too."""
    run = runs.loc[experiment]
    return S(tag, run.start_time, run.end_time + pd.Timedelta(seconds=1))


def mean(tag, experiment, scale=1):
    """(value, tolerance), held against time weighting."""
    values = of(tag, experiment)
    weighted = (values * S.held(values, runs.end_time[experiment] + pd.Timedelta(seconds=1))).sum()
    weighted /= (runs.end_time[experiment] - values.index[0]).total_seconds() + 1
    return values.mean() * scale, tolerance(values.mean(), [weighted], f"{tag} {experiment}")


# --- aggregate
ask("aggregate", "en", "avg flow during valve1-5", number(mean("loop.flow", "valve1-5"), "L/min"))
ask(
    "aggregate",
    "zh",
    "今天15:00到15:30电机电流平均值",
    number(S.stat("motor.current", "mean", "2020-03-09 15:00", "2020-03-09 15:30"), "A"),
)
vibration = of("testbed.accelerometer_2", "other-6")
ask(
    "aggregate",
    "en",
    "95th percentile of vibration 2 in experiment other-6?",
    number(
        vibration.quantile(0.95),
        "[g]",
        tolerance(vibration.quantile(0.95), [vibration.quantile(0.95, way) for way in ("lower", "higher")], "p95"),
    ),
)
ask(
    "aggregate",
    "zh",
    "2月8号16:30到17:00之间水温的中位数是多少",
    number(S.stat("loop.thermocouple", "median", "2020-02-08 16:30", "2020-02-08 17:00"), "Cel"),
)

# --- lookup
ask(
    "lookup",
    "en",
    "which sensors do we have on the motor?",
    S.listed([tag for tag, about in S.tags.items() if about["asset"] == "motor"]),
)

# --- latest
ask("latest", "en", "loop flow, last reading", number(S("loop.flow").iloc[-1], "L/min"))
ask("latest", "zh", "电机现在多少度", number(S("motor.temperature").iloc[-1], "Cel"))

# --- extreme
ask(
    "extreme",
    "en",
    "Worst reading of accelerometer 1 on Feb 8?",
    number(S("testbed.accelerometer_1", *day("2020-02-08")).max(), "[g]"),
)
ask(
    "extreme",
    "zh",
    "今天电机温度最高是在几点几分",
    instant(S("motor.temperature", *day("2020-03-09")).idxmax(), S.zone),
)

# --- duration
ask(
    "duration",
    "en",
    "how long did the anomaly-free run take, start to end",
    number((runs.end_time - runs.start_time)["anomaly-free"].total_seconds(), "s"),
)
ask(
    "duration",
    "zh",
    "valve1-15做完到valve2-0开始，中间隔了多久？",
    number((runs.start_time["valve2-0"] - runs.end_time["valve1-15"]).total_seconds(), "s"),
)

# --- count
ask(
    "count",
    "en",
    "How many experiments did we start on 9 March?",
    count(len(within(runs, "start_time", *day("2020-03-09")))),
)

# --- records
ask("records", "zh", "样本数不到1000的实验有哪些", identifiers(runs.index[runs.samples < 1000]))

# --- rank
valve2 = {name: of("motor.temperature", name).mean() for name in runs.index if name.startswith("valve2")}
ask(
    "rank",
    "en",
    "rank the valve2 experiments by mean engine temperature, hottest first",
    identifiers(sorted(valve2, key=valve2.get, reverse=True), ordered=True),
)

# --- compare
shaken = {name: of("testbed.accelerometer_2", name).mean() for name in ("other-5", "other-8")}
ask("compare", "zh", "other-5和other-8，哪个实验的2号加速度计平均值更大？", identifier(max(shaken, key=shaken.get)))

# --- trend
water = of("loop.thermocouple", "other-14")
minutes = (water.index - water.index[0]).total_seconds() / 60
ask(
    "trend",
    "en",
    "water temp in other-14 - how fast did it climb, °C per minute (least squares)?",
    number(np.polyfit(minutes, water.values, 1)[0], "Cel/min"),
)

# --- correlation
run = runs.loc["other-6"]
ask(
    "correlation",
    "en",
    "do the two accelerometers move together in other-6? give me Pearson r",
    number(
        S.correlation(
            "testbed.accelerometer_1", "testbed.accelerometer_2", run.start_time, run.end_time + pd.Timedelta(seconds=1)
        ),
        "1",
    ),
)

# --- quality
ask(
    "quality",
    "en",
    "Longest hole in the data within valve1-2?",
    number(of("loop.flow", "valve1-2").index.diff().total_seconds().max(), "s"),
)
times = of("loop.flow", "valve1-7").index
ask(
    "quality",
    "en",
    "valve1-7 has a data dropout of about a minute, when does it begin?",
    instant(times[np.argmax(np.diff(times))], S.zone, 10),
)

# --- unit
ask("unit", "en", "other-1 mean flow rate in m3/h", number(mean("loop.flow", "other-1", 0.06), "m3/h"))

# --- multistep
peak = S("motor.temperature", *day("2020-03-01")).idxmax()
ask(
    "multistep",
    "en",
    "On March 1 at the instant the engine was hottest, what current was the motor taking?",
    number(S.at("motor.current", peak), "A"),
)

# --- conversation
third, thirteenth = mean("loop.flow", "valve1-3"), mean("loop.flow", "valve1-13")
converse(
    "zh",
    ("valve1-3实验平均流量多少", number(third, "L/min")),
    ("valve1-13呢", number(thirteenth, "L/min")),
    ("前面那个比后面的高多少？", number(third[0] - thirteenth[0], "L/min", 0.015)),
)

# --- abstain, clarify
assert S("motor.voltage", *day("2020-03-08")).empty
ask("abstain", "zh", "昨天电机电压平均是多少伏", ABSTAINED)
ask("abstain", "en", "pump speed in rpm now?", ABSTAINED)
ask("clarify", "zh", "现在振动值是多少？", CLARIFY, note="two accelerometers")
