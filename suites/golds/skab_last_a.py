"""SKAB, asked last, of the first author: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, identifiers, instant, significant, yes
from plant import Plant, slope
from readings import day, weighed

suite = Suite("skab", "la", significant(8), first=76)
ask, converse = suite.ask, suite.converse
S = Plant("skab")
# overlapping slices of one recording
S.series = {tag: s[~s.index.duplicated()].sort_index() for tag, s in S.series.items()}
E = S.tables["experiments"].set_index("experiment")


def during(tag, experiment, closed=True):
    """The samples of an experiment, its last one too (or not)."""
    s = S(tag, E.start_time[experiment])
    return s[s.index <= E.end_time[experiment]] if closed else s[s.index < E.end_time[experiment]]


def run(tag, experiment, how="mean"):
    s = during(tag, experiment)
    others = [getattr(during(tag, experiment, False), how)()]
    if how == "mean":
        others.append(
            (s.values * S.held(s, s.index[-1] + pd.Timedelta(seconds=1))).sum()
            / S.held(s, s.index[-1] + pd.Timedelta(seconds=1)).sum()
        )
    return weighed(getattr(s, how)(), S.tags[tag]["unit"], *others)


length = (E.end_time - E.start_time).dt.total_seconds().sort_values()
ask("superlative", "en", "shortest experiment on the rig, start to end?", identifier(length.index[0]))
ask(
    "compare",
    "zh",
    "other-1和valve1-0两次试验,电机电流平均差几安?",
    weighed(during("motor.current", "other-1").mean() - during("motor.current", "valve1-0").mean(), "A"),
)
ask("join", "zh", "valve1-15期间流量最低掉到多少", run("loop.flow", "valve1-15", "min"))
ask(
    "count",
    "en",
    "How many experiments started on 9 March?",
    count((E.start_time.dt.date == pd.Timestamp("2020-03-09").date()).sum()),
)
ask("abstain", "en", "what fault did they inject in other-9?", ABSTAINED)
s = during("motor.temperature", "valve1-0")
ask("trend", "en", "engine body temp during valve1-0 - linear slope, degC per hour", weighed(slope(s, 3600), "Cel/h"))
s = S("testbed.accelerometer_1", *day("2020-02-08"))
ask("when", "zh", "2月8号1号加速度计峰值出现在几点？", instant(s.idxmax(), S.zone, 60))
t = S("testbed.accelerometer_2").idxmax()
on = E[(E.start_time <= t) & (E.end_time >= t)]
ask("join", "en", "vibration 2 all-time max: which experiment was running at that moment?", identifier(on.index[0]))
gap, _ = S.gap("loop.pressure", *day("2020-03-09"))
ask("quality", "en", "biggest gap in the loop pressure log on 9 march, how long", weighed(gap, "s"))
sd = pd.Series(
    {e: during("loop.flow", e).std() for e in E.index if E.start_time[e] >= pd.Timestamp("2020-03-09")}
).sort_values()
ask("superlative", "zh", "3月9日的试验中哪一次流量波动最大(按标准差)？", identifier(sd.index[-1]))
ask("clarify", "en", "mean vibration, 8 feb", CLARIFY)
ask("clarify", "zh", "现在温度多少度？", CLARIFY)
s, s2 = during("loop.flow", "other-12"), during("loop.flow", "other-12", False)
assert (s < 100).sum() == (s2 < 100).sum()
ask("count", "en", "other-12: number of samples with flow under 100 L/min", count((s < 100).sum()))
ask(
    "relation",
    "en",
    "1 March, motor current vs voltage, corelation coefficient?",
    weighed(S.correlation("motor.current", "motor.voltage", *day("2020-03-01")), "1"),
)
s = during("loop.thermocouple", "other-14")
ask(
    "composite",
    "en",
    "By how much did the water warm up from the first to the last sample of other-14?",
    weighed(s.iloc[-1] - s.iloc[0], "Cel", s.iloc[-2] - s.iloc[0]),
)
assert not len(S("loop.flow", *day("2020-03-08")))
ask("abstain", "zh", "昨天水回路的平均流量多少", ABSTAINED)
converse(
    "en",
    ("mean flow in other-1?", run("loop.flow", "other-1")),
    ("and in other-5", run("loop.flow", "other-5")),
    ("max motor current in that one", run("motor.current", "other-5", "max")),
)
converse(
    "zh",
    ("valve2-1试验的水温平均多少？", run("loop.thermocouple", "valve2-1")),
    ("电机温度呢", run("motor.temperature", "valve2-1")),
    ("valve1-1的呢", run("motor.temperature", "valve1-1")),
)
v, i = during("motor.voltage", "valve1-5"), during("motor.current", "valve1-5")
ask(
    "composite",
    "en",
    "Voltage times current on the motor, sample by sample, mean over valve1-5. In VA.",
    weighed((v * i).mean(), "V.A", (v * i).iloc[:-1].mean()),
)
t = pd.Timestamp("2020-02-08 18:50")
ask(
    "records",
    "en",
    "which experiments were running at 18:50 on Feb 8",
    identifiers(E[(E.start_time <= t) & (E.end_time >= t)].index),
)
ask("records", "zh", "采样数不到1000的是哪几个试验", identifiers(E[E.samples < 1000].index))
s = S("loop.pressure", *day("2020-03-09"))
ask(
    "composite", "en", "share of samples with negative loop pressure, 9 march, in %", weighed(100 * (s < 0).mean(), "%")
)
ask("latest", "en", "motor amps last reading pls", weighed(S("motor.current").iloc[-1], "A"))
a, b = during("motor.temperature", "other-2").mean(), during("motor.temperature", "other-4").mean()
ask("compare", "zh", "other-2的时候电机平均温度比other-4高吗?", yes(a > b))
s = S("loop.flow", *day("2020-02-08"))
ask("when", "zh", "2月8日流量什么时候第一次跌破50 L/min", instant(s[s < 50].index[0], S.zone, 60))
