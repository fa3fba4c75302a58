"""SKAB test bed: questions, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    identifier,
    identifiers,
    instant,
    number,
    significant,
    yes,
)
from plant import Plant, folder
from readings import (
    day,
    window,
)

suite = Suite("skab", "fs", significant(8))
ask, converse = suite.ask, suite.converse
PLACE = folder("skab")
ZONE = "Europe/Moscow"
plant = Plant("skab")


def at(frame, column, time):
    value = frame[column][pd.Timestamp(time)]
    assert value == value, (column, time)
    return value


def w(frame, column, start=None, end=None):
    return window(frame[column], start, end)


by_experiment = pd.concat(
    pd.read_csv(f, parse_dates=["timestamp"]).assign(exp=f.stem) for f in sorted(PLACE.glob("history/*.csv"))
).rename(columns=plant.config["history"][0]["columns"])
signals = by_experiment.drop(columns="exp").drop_duplicates("timestamp").sort_values("timestamp").set_index("timestamp")
experiments = pd.read_csv(PLACE / "records/experiments.csv", parse_dates=["start_time", "end_time"])


def signal(c, a=None, b=None):
    return w(signals, c, a, b)


def signal_on(c, d):
    return signal(c, *day(d))


def in_experiment(c, n):
    return by_experiment[by_experiment.exp == n][c]


X = experiments.set_index("experiment")


def slope(s, us):
    return np.polyfit((s.index - s.index[0]).total_seconds() / us, s.values, 1)[0]


A1, A2, I, PR, MT, TC, V, F = (
    "testbed.accelerometer_1",
    "testbed.accelerometer_2",
    "motor.current",
    "loop.pressure",
    "motor.temperature",
    "loop.thermocouple",
    "motor.voltage",
    "loop.flow",
)

# --- lookup
ask(
    "lookup",
    "en",
    "Fluid temperature on the rig on 8 February at 14:00:00?",
    number(at(signals, TC, "2020-02-08 14:00:00"), "Cel"),
)
ask("lookup", "en", "what time was experiment valve2-1 started", instant(X.start_time["valve2-1"], ZONE, 5))
ask("lookup", "zh", "other-7这个实验记了多少个样本?", count(X.samples["other-7"]))
ask("lookup", "zh", "今天下午3点整,电机电压是多少伏?", number(at(signals, V, "2020-03-09 15:00:00"), "V"))

# --- latest
ask("latest", "en", "last reading of the engine body temperature pls", number(signal(MT).iloc[-1], "Cel"))
ask("latest", "zh", "水回路最新的流量读数?", number(signal(F).iloc[-1], "L/min"))

# --- aggregate
ask(
    "aggregate",
    "en",
    "What has the motor drawn on average today, in amps?",
    number(signal_on(I, "2020-03-09").mean(), "A"),
)
ask(
    "aggregate",
    "en",
    "Standard deviation of the motor voltage on Sunday, March 1",
    number(signal_on(V, "2020-03-01").std(), "V", 0.015),
)
ask(
    "aggregate",
    "zh",
    "2月8日16:10到16:20,加速度计1的95分位值是多少?",
    number(signal(A1, "2020-02-08 16:10", "2020-02-08 16:20").quantile(0.95), "[g]", 0.015),
)
ask(
    "aggregate",
    "en",
    "We ran the loop on the first of March: median circulation flow that day?",
    number(signal_on(F, "2020-03-01").median(), "L/min"),
)

# --- extreme
ask(
    "extreme",
    "en",
    "When was the water in the loop at its warmest on February 8?",
    instant(signal_on(TC, "2020-02-08").idxmax(), ZONE, 5),
)
ask("extreme", "zh", "电机最热的时候到过多少度?三天试验都算上。", number(signal(MT).max(), "Cel"))

# --- rank
v = by_experiment.groupby("exp")[A1].mean().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Rank the experiments by mean vibration on accelerometer 1 and name the top three, strongest first.",
    identifiers(v.index[:3], None, True),
)

# --- compare
a, b = signal_on(F, "2020-02-08").mean(), signal_on(F, "2020-03-01").mean()
ask(
    "compare",
    "en",
    "How many litres per minute more did the loop circulate on average on Feb 8 than on March 1?",
    number(a - b, "L/min"),
)
a, b = in_experiment(MT, "valve1-0").mean(), in_experiment(MT, "valve1-15").mean()
ask("compare", "zh", "valve1-0和valve1-15两个实验,电机平均温度相差几度?", number(a - b, "Cel", 0.01, delta=True))

# --- duration
ask(
    "duration",
    "en",
    "anomaly-free experiment: how long was it",
    number((X.end_time - X.start_time)["anomaly-free"].total_seconds(), "s"),
)
ask(
    "duration",
    "zh",
    "从valve1-15结束到valve2-0开始,中间停了多久?",
    number((X.start_time["valve2-0"] - X.end_time["valve1-15"]).total_seconds(), "s"),
)

# --- count
ask(
    "count",
    "en",
    "how many experiments were there on march 9, in all?",
    count((experiments.start_time.dt.date == pd.Timestamp("2020-03-09").date()).sum()),
)
ask("count", "en", "flow below 1 L/min, how many samples in total?", count((signal(F) < 1).sum()))
ask(
    "count",
    "en",
    "How many runs carry a name that begins with other?",
    count(experiments.experiment.str.startswith("other").sum()),
)

# --- correlation
ask(
    "correlation",
    "en",
    "Motor temperature versus water temperature on March 9, correlation coefficient?",
    number(signal_on(MT, "2020-03-09").corr(signal_on(TC, "2020-03-09"))),
)
ask(
    "correlation",
    "en",
    "accelerometer 1 and 2, do they see the same shaking? r for feb 8",
    number(signal_on(A1, "2020-02-08").corr(signal_on(A2, "2020-02-08"))),
)

# --- trend
s = signal(MT, "2020-03-09 10:14", "2020-03-09 11:00")
ask(
    "trend",
    "en",
    "From the start of the runs on March 9 until 11:00 the motor cooled down. How fast, in degC per hour (least squares)?",
    number(slope(s, 3600), "Cel/h", 0.015),
)
ask(
    "trend",
    "zh",
    "2月8日14点到16点水温的线性变化率,每小时多少度?",
    number(slope(signal(TC, "2020-02-08 14:00", "2020-02-08 16:00"), 3600), "Cel/h", 0.01),
)

# --- quality
ask("quality", "en", "How many distinct time stamps have we got for March 1?", count(len(signals.loc["2020-03-01"])))
ask(
    "quality",
    "en",
    "Did other-2 and other-3 overlap in time? The start and end times look odd to me.",
    yes(X.start_time["other-3"] < X.end_time["other-2"]),
)
x = in_experiment(PR, "valve1-7").size
t = by_experiment[by_experiment.exp == "valve1-7"].sort_values("timestamp").timestamp.diff().max()
ask("quality", "zh", "valve1-7实验期间数据最长断了多久?", number(t.total_seconds(), "s"))
z = signal_on(PR, "2020-02-08")
ask("quality", "zh", "2月8号压力老显示负数,负的读数占百分之几?", number((z < 0).mean() * 100, "%"))

# --- unit
ask(
    "unit",
    "en",
    "Average loop flow between 14:00 and 15:00 on Feb 8, but in cubic metres per hour",
    number(signal(F, "2020-02-08 14:00", "2020-02-08 15:00").mean() * 0.06, "m3/h"),
)
ask("unit", "zh", "3月9日回路压力的最大值换成kPa是多少?", number(signal_on(PR, "2020-03-09").max() * 100, "kPa"))

# --- multistep
n = v.index[0]
ask(
    "multistep",
    "en",
    "Look for the experiment with the highest average on accelerometer 1. How many amps did the motor take in it, on average?",
    number(in_experiment(I, n).mean(), "A"),
    note=n,
)
t = signal(V).idxmin()
ask("multistep", "zh", "电机电压降到全记录最低的那一秒,电流是多少安?", number(at(signals, I, t), "A"), note=str(t))

# --- join
ask("join", "en", "motor curent in experiment other-1, mean?", number(in_experiment(I, "other-1").mean(), "A"))
c = experiments[(experiments.start_time < "2020-02-08 18:50") & (experiments.end_time > "2020-02-08 18:50")].experiment
t = signal_on(TC, "2020-02-08").idxmax()
c = experiments[(experiments.start_time <= t) & (experiments.end_time >= t)].experiment.tolist()
assert len(c) == 1
ask("join", "zh", "2月8日水温最高的那一刻正在跑哪个实验?", identifier(c[0]))

# --- abstain
ask("abstain", "en", "What rpm did the pump run at during valve1-3?", ABSTAINED)
ask("abstain", "en", "Average flow on February 20, please.", ABSTAINED)
ask("abstain", "en", "How far was the valve closed in per cent in experiment valve1-5?", ABSTAINED)
ask("abstain", "zh", "3月1日加速度计3的平均值是多少?", ABSTAINED)
ask("abstain", "zh", "把电机停了,水温太高。", ABSTAINED)
ask("abstain", "en", "Got the calibration certificate of the thermocouple somewhere? When does it run out?", ABSTAINED)

# --- clarify
ask("clarify", "en", "Vibration at 17:20 on February 8?", CLARIFY)
ask("clarify", "zh", "3月9日中午12点温度多少?", CLARIFY)

# --- conversation
f = signal_on
converse(
    "en",
    ("Average motor temperature on February 8?", number(f(MT, "2020-02-08").mean(), "Cel")),
    ("On March 9?", number(f(MT, "2020-03-09").mean(), "Cel")),
    ("and the lowest value that day?", number(f(MT, "2020-03-09").min(), "Cel")),
)
converse(
    "zh",
    ("valve1-3实验的平均流量多少?", number(in_experiment(F, "valve1-3").mean(), "L/min")),
    ("那valve2-3呢?", number(in_experiment(F, "valve2-3").mean(), "L/min")),
    ("最小值呢?", number(in_experiment(F, "valve2-3").min(), "L/min")),
)
q = experiments[experiments.start_time.dt.date == pd.Timestamp("2020-02-08").date()]
converse(
    "en",
    ("How many experiments did we start on February 8?", count(len(q))),
    ("which one of them lasted longest?", identifier("anomaly-free")),
    ("And how many samples has it got?", count(9405)),
)


def write():
    suite.write("test")
