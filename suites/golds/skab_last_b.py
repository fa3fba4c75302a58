"""SKAB, asked last, of the second author: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, instant, number, significant
from plant import folder
from windows import between, closed, corr, fair, relation, slope, weighted, win

suite = Suite("skab", "lb", significant(8), first=76)
ask, converse = suite.ask, suite.converse
PLACE, ZONE = folder("skab"), "Europe/Moscow"
# no durations of conditions here: seconds are missing, so samples times the interval and elapsed time differ by 4 %
runs = {
    p.stem: pd.read_csv(p, parse_dates=["timestamp"]).set_index("timestamp") for p in (PLACE / "history").glob("*.csv")
}
k = pd.concat(runs.values())
k = k[~k.index.duplicated()].sort_index()  # doubled rows are equal
ex = pd.read_csv(PLACE / "records" / "experiments.csv", parse_dates=["start_time", "end_time"])
FEB, MAR1, MAR9 = ("2020-02-08", "2020-02-09"), ("2020-03-01", "2020-03-02"), ("2020-03-09", "2020-03-10")


def winner(values, what):
    """The best of a series by experiment, clear of the next."""
    v = pd.Series(values).sort_values(ascending=False)
    if (v.iloc[0] - v.iloc[1]) / abs(v.iloc[0]) < 0.003:
        print("CLOSE", what, v.head(3).to_dict())
    return identifier(v.index[0])


def span(name):
    row = ex[ex.experiment == name].iloc[0]
    return row.start_time, row.end_time


def run_mean(name, column):
    return fair(
        runs[name][column].mean(),
        win(k[column], *span(name)).mean(),
        weighted(win(k[column], *span(name)), span(name)[1]),
        what=name,
    )


ask("latest", "zh", "电机温度现在多少", number(k.Temperature.dropna().iloc[-1], "Cel"))

ask(
    "superlative",
    "zh",
    "所有试验里，电机平均温度最高的是哪一次",
    winner({n: r.Temperature.mean() for n, r in runs.items()}, "hot"),
)

s = win(k.Current, *MAR9)
assert (s == s.max()).sum() == 1
ask("when", "zh", "今天电机电流最大值出现在几点几分几秒？", instant(s.idxmax(), ZONE, 5))

ask(
    "quality",
    "zh",
    "valve1-2那次试验中间好像断过数，最长断了多少秒",
    number(win(k.VolumeFlowRateRMS, *span("valve1-2")).index.to_series().diff().dt.total_seconds().max(), "s"),
)

ask("records", "zh", "试验记录里samples最多的是哪个", winner(ex.set_index("experiment").samples, "samples"))

r = runs["valve1-0"].Temperature
ask(
    "join",
    "zh",
    "valve1-0那次试验里，电机温度最高和最低差几度",
    number(fair(r.max() - r.min(), r.iloc[:-1].max() - r.iloc[:-1].min(), what="range"), "Cel"),
)

ask(
    "compare",
    "zh",
    "valve1-0和valve1-15比，回路平均流量差多少升/分",
    number(
        fair(
            runs["valve1-0"].VolumeFlowRateRMS.mean() - runs["valve1-15"].VolumeFlowRateRMS.mean(),
            runs["valve1-0"].VolumeFlowRateRMS[:-1].mean() - runs["valve1-15"].VolumeFlowRateRMS[:-1].mean(),
            what="flows",
        ),
        "L/min",
    ),
)

ask("count", "zh", "2月8号accelerometer 1超过0.4g的点一共多少个", count((win(k.Accelerometer1RMS, *FEB) > 0.4).sum()))

ask(
    "relation",
    "zh",
    "2月8号两个加速度计走得一致不？算个相关系数",
    relation(corr(k, "Accelerometer1RMS", "Accelerometer2RMS", *FEB)),
)

ask(
    "aggregate",
    "zh",
    "今天到现在电机电流平均几安",
    number(fair(win(k.Current, *MAR9).mean(), weighted(win(k.Current, *MAR9), "2020-03-09 17:15"), what="amps"), "A"),
)

assert not len(win(k.VolumeFlowRateRMS, "2020-03-02", "2020-03-09"))
ask("abstain", "zh", "上周水回路平均流量多少，周报要填", ABSTAINED)
ask("clarify", "zh", "试验台振动现在多大？", CLARIFY)

e1 = ex[between(ex.start_time, *MAR1)]
least = e1.sort_values("samples").iloc[0].experiment
converse(
    "zh",
    ("3月1号一共做了几次试验", count(len(e1))),
    ("里面采样点最少的是哪次？", identifier(least)),
    ("那次电机最高到多少度", number(runs[least].Temperature.max(), "Cel")),
)

ask(
    "records",
    "en",
    "how many of the 9 March experiments came out with less than 1100 samples",
    count((ex.samples[between(ex.start_time, *MAR9)] < 1100).sum()),
)

ask(
    "superlative",
    "en",
    "which run shows the highest peak of vibration 1",
    winner({n: r.Accelerometer1RMS.max() for n, r in runs.items()}, "vib"),
)

s = win(k.Pressure, *MAR1)
ask(
    "quality",
    "en",
    "1 March: biggest hole between two samples of loop pressure?",
    number(s.index.to_series().diff().dt.total_seconds().max(), "s"),
)

v2 = ex[ex.experiment.str.startswith("valve2")]
v2 = (v2.end_time - v2.start_time).dt.total_seconds().set_axis(v2.experiment)
ask("records", "en", "Shortest of the valve2 tests?", winner(-v2, "short"))

ask("join", "en", "motor voltage average while other-9 was running", number(run_mean("other-9", "Voltage"), "V"))

f = runs["valve1-15"]
g = f.iloc[:-1]
ask(
    "condition",
    "en",
    "valve1-15: avg motor temp only when flow was under 28 L/min",
    number(fair(f.Temperature[f.VolumeFlowRateRMS < 28].mean(), g.Temperature[g.VolumeFlowRateRMS < 28].mean()), "Cel"),
)

ask(
    "relation",
    "en",
    "motor temperature vs water temperature, correlation on 9 march",
    relation(corr(k, "Temperature", "Thermocouple", *MAR9)),
)

s = runs["valve1-0"].Temperature
ask(
    "trend",
    "en",
    "slope of motor temp in run valve1-0, deg C per min pls",
    number(fair(slope(s, 60), slope(s.iloc[:-1], 60), what="cooling"), "Cel/min"),
)

ask(
    "compare",
    "en",
    "mean motor current 8 Feb divided by 9 March?",
    number(fair(win(k.Current, *FEB).mean() / win(k.Current, *MAR9).mean()), "1"),
)

ask(
    "count",
    "en",
    "Pressure sensor is funny. How many loop pressure readings below 0 bar today between 15:20 and 15:30",
    count((win(k.Pressure, "2020-03-09 15:20", "2020-03-09 15:30") < 0).sum()),
)
assert closed(k.Pressure, "2020-03-09 15:20", "2020-03-09 15:30").iloc[-1] >= 0

ask("abstain", "en", "pump speed in rpm right now please", ABSTAINED)

at = k.Thermocouple.idxmax()
assert (k.Thermocouple == k.Thermocouple.max()).sum() == 1
owner = [n for n, r in runs.items() if r.index[0] <= at <= r.index[-1]]
assert len(owner) == 1
converse(
    "en",
    ("hottest fluid temperature we ever saw in the loop?", number(k.Thermocouple.max(), "Cel")),
    ("which experiment was that", identifier(owner[0])),
    ("motor temp average in that one", number(run_mean(owner[0], "Temperature"), "Cel")),
)
