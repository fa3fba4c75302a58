"""Questions about the water-circulation testbed, answered from its history and experiments with pandas alone.

Experiments overlap in places; the rows they share are equal, so each time is kept once. About one sample a second on
three days of February and March 2020."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, identifiers, instant, number, significant
from mixed import day, having, mean_of_day, now, scaled, stat, top, within
from plant import Plant

suite = Suite("skab", "skab-x", significant(10))
ask, converse = suite.ask, suite.converse

plant = Plant("skab")
plant.series = {tag: series[~series.index.duplicated()].sort_index() for tag, series in plant.series.items()}
experiments = plant.tables["experiments"]
LENGTHS = (experiments.end_time - experiments.start_time).dt.total_seconds().set_axis(experiments.experiment)
FLOW, WATER, PRESSURE = "loop.flow", "loop.thermocouple", "loop.pressure"
CURRENT, MOTOR, VOLTAGE = "motor.current", "motor.temperature", "motor.voltage"
VIBRATION_1, VIBRATION_2 = "testbed.accelerometer_1", "testbed.accelerometer_2"
FEBRUARY_8, MARCH_1, MARCH_9 = "2020-02-08", "2020-03-01", "2020-03-09"


def experiment(name):
    return having(experiments, experiment=name).squeeze()


def span(name):
    """From the start of an experiment to its last sample inclusive."""
    run = experiment(name)
    return run.start_time, run.end_time + pd.Timedelta(seconds=1)


def during(name, tag, how):
    """A statistic of a tag over an experiment."""
    return stat(plant, tag, how, *span(name))


def mean(name, tag):
    return float(plant(tag, *span(name)).mean())


def on_day(date):
    """The experiments that began on a day."""
    return within(experiments, "start_time", *day(date))


def peak(tag, date):
    """When the one highest value of a day was measured."""
    series = plant(tag, *day(date))
    met = series[series == series.max()]
    assert len(met) == 1, met
    return met.index[0]


def running_at(time):
    """The one experiment that was on at a time."""
    met = experiments[(experiments.start_time <= time) & (experiments.end_time >= time)]
    assert len(met) == 1, met
    return met.experiment.iloc[0]


def weakest_flow(names):
    """The experiment with the lowest single value of flow."""
    lowest = {name: -float(plant(FLOW, *span(name)).min()) for name in names}
    return top(pd.Series(lowest), 1)[0]


def linear(name, tag, unit_s):
    """(slope over an experiment, tolerance): another fair reading leaves out its last sample."""
    start, end = span(name)
    value, other = plant.slope(tag, start, end, unit_s), plant.slope(tag, start, experiment(name).end_time, unit_s)
    return plant.fair(f"slope {tag}", value, [other])


# Abstain

ask("abstain", "en", "motor rpm during valve1-3?", ABSTAINED, note="speed is not measured")
ask("abstain", "zh", "3月5号下午回路里水温大概多少度", ABSTAINED, note="no data on that day")
ask("abstain", "en", "Going by all this, how many hours until the pump bearing gives up?", ABSTAINED, note="a forecast")

# Lookup

ask(
    "lookup",
    "en",
    "start time of experiment valve2-1",
    instant(experiment("valve2-1").start_time, plant.zone),
)
ask("lookup", "zh", "试验台账里other-14登记了多少个样本？", count(experiment("other-14").samples))

# Aggregate

ask(
    "aggregate",
    "en",
    "avg flow in the loop on 9 march between 10:15 and 11:15 in the morning",
    stat(plant, FLOW, "mean", f"{MARCH_9} 10:15", f"{MARCH_9} 11:15"),
)
ask("aggregate", "zh", "2月8号电机电流一整天平均几安？", mean_of_day(plant, CURRENT, FEBRUARY_8))
ask(
    "aggregate",
    "en",
    "How noisy was the supply voltage to the motor on March 1? I mean the standard deviation.",
    stat(plant, VOLTAGE, "std", MARCH_1),
)
ask("aggregate", "zh", "二月八号那天流体温度的中位数", stat(plant, WATER, "median", FEBRUARY_8))

# Count

ask("count", "en", "how many experiments got kicked off on the rig on the 9th of March", count(len(on_day(MARCH_9))))

# Latest

ask("latest", "zh", "电机壳体现在几度", number(now(plant, MOTOR), "Cel"))

# Duration

ask("duration", "en", "other-2, how long did that one run from start to end?", number(LENGTHS["other-2"], "s"))

# Join

shaken = peak(VIBRATION_2, FEBRUARY_8)
ask(
    "join",
    "en",
    "On Feb 8 the second accelerometer hit its max of the day. Which experiment was on at that moment?",
    identifier(running_at(shaken)),
    note=f"{shaken}",
)

# Extreme

ask(
    "extreme",
    "en",
    "engine body temp, highest on 1 March 2020?",
    stat(plant, MOTOR, "max", MARCH_1),
)
ask(
    "extreme",
    "zh",
    "3月9号2号加速度计什么时刻最大，精确到秒",
    instant(peak(VIBRATION_2, MARCH_9), plant.zone, tol_s=1),
)

# Rank

ask(
    "rank",
    "zh",
    "样本数排前三的试验，从多到少列一下",
    identifiers(top(experiments.set_index("experiment").samples, 3), ordered=True),
)

# Quality

ask(
    "quality",
    "en",
    "worst dropout in today's logging? longest time w/o any flow sample pls, first to last reading of the day",
    number(plant.gap(FLOW, *day(MARCH_9))[0], "s"),
    note="15:34:41 to 15:56:30",
)

# Multistep

valve1 = [name for name in experiments.experiment if name.startswith("valve1-")]
weakest = weakest_flow(valve1)
ask(
    "multistep",
    "en",
    "Find the valve1 run where flow dipped lowest, then tell me the average motor temperature over that run",
    during(weakest, MOTOR, "mean"),
    note=f"{weakest}",
)

# Compare

runs = ("valve1-0", "valve1-13")
ask(
    "compare",
    "en",
    "valve1-0 vs valve1-13 - which one had more flow through the loop on avrage?",
    identifier(max(runs, key=lambda name: mean(name, FLOW))),
)

# Correlation

ask(
    "correlation",
    "zh",
    "2月8号两个振动传感器走势一致吗，给个相关系数",
    number(plant.correlation(VIBRATION_1, VIBRATION_2, *day(FEBRUARY_8)), abs_tol=0.005),
)

# Unit

ask(
    "unit",
    "zh",
    "3月9日泵后压力 max 是多少 kPa",
    scaled(plant, PRESSURE, "max", *day(MARCH_9), 100, "kPa"),
)

# Trend

ask(
    "trend",
    "en",
    "linear trend of motor temp over valve1-0, deg C per minute (it was cooling off)",
    number(linear("valve1-0", MOTOR, 60), "Cel/min"),
)

# Clarify

ask("clarify", "en", "whats the vibration reading now", CLARIFY, note="two accelerometers")

# Conversation

converse(
    "en",
    ("how long did other-10 last?", number(LENGTHS["other-10"], "s")),
    ("average flow while it ran?", during("other-10", FLOW, "mean")),
    ("and the peak water temp in it", during("other-10", WATER, "max")),
)
first_of_march = on_day(MARCH_1).experiment
shortest = top(-LENGTHS[first_of_march], 1)[0]
converse(
    "zh",
    ("3月1号一共做了几个试验？", count(len(first_of_march))),
    ("最短的是哪个", identifier(shortest)),
    ("它跑的时候电机温度最高到多少度？", during(shortest, MOTOR, "max")),
)


def write():
    suite.write("final")
