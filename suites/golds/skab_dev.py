"""SKAB test bed: questions, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    decimals,
    identifier,
    identifiers,
    instant,
    number,
    yes,
)
from plant import folder
from readings import (
    aggregate,
    tolerance,
    weighted_mean,
    window,
)

suite = Suite("skab", "sk-dev", decimals(8))
ask, converse = suite.ask, suite.converse
ZONE = "Europe/Moscow"
PLACE = folder("skab")
signals = (
    pd.concat([pd.read_csv(f, parse_dates=["timestamp"]) for f in sorted(PLACE.glob("history/*.csv"))])
    .drop_duplicates()
    .set_index("timestamp")
    .sort_index()
)
assert not signals.index.duplicated().any()
signals.columns = ["a1", "a2", "cur", "pres", "temp", "tc", "volt", "flow"]
experiments = pd.read_csv(f"{PLACE}/records/experiments.csv", parse_dates=["start_time", "end_time"]).set_index(
    "experiment"
)


def exw(s, name, fn="mean"):  # within an experiment, its last second in or out
    r = experiments.loc[name]
    x = window(s, r.start_time, r.end_time + pd.Timedelta(seconds=1))
    y = window(s, r.start_time, r.end_time)

    def f(z):
        return float(getattr(z, fn)())

    return f(x), [f(y)] + ([weighted_mean(x)] if fn == "mean" else [])


def statistic_within(s, name, fn, unit):
    a, o = exw(s, name, fn)
    return number(
        a, unit, rel_tol=tolerance(a, o, f"{name} {fn}"), note=f"{experiments.loc[name].start_time} to {experiments.loc[name].end_time}"
    )


D, M1, M9 = ("2020-02-08", "2020-02-09"), ("2020-03-01", "2020-03-02"), ("2020-03-09", "2020-03-10")

# --- lookup
ask("lookup", "en", "When did experiment valve1-5 start?", instant(experiments.loc["valve1-5"].start_time, ZONE, 1))
ask("lookup", "zh", "实验 other-7 采了多少个样本?", count(experiments.loc["other-7"].samples))
ask(
    "lookup",
    "en",
    "fluid temperature at 13:00:00 on 9 March 2020?",
    number(signals.tc[pd.Timestamp("2020-03-09 13:00:00")], "Cel"),
)

# --- latest
ask("latest", "en", "last known voltage on the motor?", number(signals.volt.iloc[-1], "V"))
ask("latest", "zh", "水回路现在的流量是多少?", number(signals.flow.iloc[-1], "L/min"))

# --- aggregate
ask(
    "aggregate",
    "en",
    "On Feb 8 between 3 and 4 pm, what flow did the loop average?",
    aggregate(signals.flow, "mean", "2020-02-08 15:00", "2020-02-08 16:00", "L/min", "flow"),
)
ask(
    "aggregate",
    "zh",
    "今天上午11点到12点电机电流的平均值?",
    aggregate(signals.cur, "mean", "2020-03-09 11:00", "2020-03-09 12:00", "A", "cur"),
)
ask(
    "aggregate",
    "en",
    "Need the median engine body temperature for Sunday, March 1st.",
    aggregate(signals.temp, "median", *M1, "Cel", "med"),
)

# --- extreme
x = window(signals.a2, *D)
ask("extreme", "en", "At what time on 8 February did accelerometer 2 hit its maximum?", instant(x.idxmax(), ZONE, 2))

# --- rank
x = experiments.samples.sort_values(ascending=False)
ask("rank", "zh", "样本数最多的三个实验是哪几个?从多到少排。", identifiers(list(x.index[:3]), ordered=True))

# --- compare
a, b = window(signals.flow, *D).mean(), window(signals.flow, *M1).mean()
ask("compare", "en", "Did the loop run a higher mean flow on February 8 than on March 1? yes or no", yes(a > b))

# --- duration
r = experiments.loc["valve1-12"]
ask(
    "duration",
    "en",
    "how long did experiment valve1-12 run, start to end",
    number((r.end_time - r.start_time).total_seconds(), "s"),
)

# --- count
ask("count", "zh", "3月9号一共做了几个实验?", count((experiments.start_time >= M9[0]).sum()))
ask("count", "en", "How many experiments collected fewer than 1000 samples?", count((experiments.samples < 1000).sum()))


# --- correlation
def c(a, b, w):
    x = signals[(signals.index >= w[0]) & (signals.index < w[1])]
    return x[a].corr(x[b])


ask(
    "correlation",
    "en",
    "Do the two accelerometers agree? Give me their correlation for February 8.",
    number(c("a1", "a2", D), "1"),
)


# --- trend
def sl(x):
    return np.polyfit((x.index - x.index[0]).total_seconds() / 3600, x.values, 1)[0]


x = window(signals.tc, "2020-03-09 11:00", "2020-03-09 15:00")
k = sl(x)
y = sl(signals.tc["2020-03-09 11:00":"2020-03-09 15:00:00"])
ask(
    "trend",
    "en",
    "fit a line thru the water temperature from 11:00 to 15:00 on March 9: slope in deg C per hour?",
    number(k, "Cel/h", rel_tol=tolerance(k, [y], "tc slope")),
)

# --- quality
x = window(signals.flow, *M9).index.to_series().diff().dt.total_seconds()
ask(
    "quality",
    "en",
    "What is the longest stretch without a flow reading during the day's recording on 9 March 2020, from one sample to the next?",
    number(x.max(), "s"),
)
x = window(signals.pres, *M9)
ask("quality", "zh", "3月9日回路压力<0的样本,多少个", count((x < 0).sum()))

# --- unit
e = aggregate(signals.flow, "mean", *M1, "L/min", "flow m1")
e.update(value=round(e["value"] * 0.06, 8), unit="m3/h")
ask("unit", "en", "average circulation flow on 1 March, but in cubic metres per hour please", e)

# --- multistep
i = signals.a1.idxmax()
ask(
    "multistep",
    "zh",
    "加速度计1在全部记录中达到最大值的那一刻,电机电流是多少?",
    number(signals.cur[i], "A", note=str(i)),
)

# --- join
ask(
    "join",
    "en",
    "What was the mean motor current during experiment other-9?",
    statistic_within(signals.cur, "other-9", "mean", "A"),
)
x = {n: exw(signals.flow, n)[0] for n in experiments.index if n.startswith("valve2")}
ask("join", "zh", "valve2 系列的几次实验里,哪一次期间的平均流量最高?", identifier(max(x, key=x.get)))

# --- abstain
ask("abstain", "en", "For the third time, whats the oil level in that pump??", ABSTAINED)
ask("abstain", "zh", "3月5日水回路的平均流量是多少?", ABSTAINED)
ask("abstain", "en", "Will the motor temperature go over 80 degrees tomorrow afternoon?", ABSTAINED)
ask("abstain", "zh", "2号电机的电压现在多少?", ABSTAINED)

# --- clarify
ask("clarify", "en", "what does the accelerometer read right now?", CLARIFY)
ask("clarify", "zh", "试验台3月9日的平均温度是多少?", CLARIFY)


# --- conversation
def g(a, b, f="mean"):
    return aggregate(signals.volt, f, f"2020-03-09 {a}", f"2020-03-09 {b}", "V", f"volt {a} {f}")


converse(
    "en",
    ("Average motor voltage from 11 am to noon on March 9?", g("11:00", "12:00")),
    ("and from noon to 1 pm", g("12:00", "13:00")),
    ("the minimum in that hour?", g("12:00", "13:00", "min")),
)
converse(
    "zh",
    ("实验 other-2 是什么时候开始的?", instant(experiments.loc["other-2"].start_time, ZONE, 1)),
    ("几点结束?", instant(experiments.loc["other-2"].end_time, ZONE, 1)),
    ("那 other-3 有多少个样本?", count(experiments.loc["other-3"].samples)),
)


def write():
    suite.write("dev")
