"""Questions about the water-circulation testbed: readings about once a second, and the list of experiments.

Some experiments are slices of one recording, whose rows occur twice: each instant counts once here.
"""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, instant, number, significant
from mixed import day, differ, having, mean_of_day, now, stat, top, within
from plant import Plant
from readings import weighed, weighted_mean

suite = Suite("skab", "skab-y", significant(10))
ask, converse = suite.ask, suite.converse

plant = Plant("skab")
plant.series = {tag: series[~series.index.duplicated()].sort_index() for tag, series in plant.series.items()}
experiments = plant.tables["experiments"]

FEBRUARY_8, MARCH_1, TODAY = day("2020-02-08"), day("2020-03-01"), day("2020-03-09")

CURRENT = "motor.current"
FLOW = "loop.flow"
MOTOR_TEMPERATURE = "motor.temperature"
PRESSURE = "loop.pressure"
VIBRATION_1 = "testbed.accelerometer_1"
VIBRATION_2 = "testbed.accelerometer_2"
VOLTAGE = "motor.voltage"
WATER_TEMPERATURE = "loop.thermocouple"


def unit(tag):
    return plant.tags[tag]["unit"]


def experiment(name):
    (row,) = having(experiments, experiment=name).itertuples()
    return row


def seconds(name):
    return (experiment(name).end_time - experiment(name).start_time).total_seconds()


def during(tag, name):
    """The samples of an experiment, its last instant among them."""
    run = experiment(name)
    return plant(tag, run.start_time, run.end_time + pd.Timedelta(seconds=1))


def mean_during(tag, name):
    """Mean over an experiment, whether or not its last instant counts and samples are weighted by time."""
    samples = during(tag, name)
    return weighed(samples.mean(), unit(tag), samples.iloc[:-1].mean(), weighted_mean(samples))


def started_on(window):
    """Names of the experiments begun in a window."""
    return list(within(experiments, "start_time", *window).experiment)


def reading(tag, time):
    return number(plant.at(tag, time), unit(tag))


# --- abstain ----------------------------------------------------------------------------------------------------------

ask("abstain", "en", "pump bearing temperature at 11 this morning", ABSTAINED, "not measured")
ask("abstain", "zh", "昨天电机电流最大到多少安？", ABSTAINED, "nothing was recorded on 8 March")
ask("abstain", "en", "Which fault was put in during valve1-3?", ABSTAINED, "not in the list of experiments")

# --- lookup -----------------------------------------------------------------------------------------------------------

ask("lookup", "zh", "valve2-1这个试验几点开始的", instant(experiment("valve2-1").start_time, plant.zone))

# --- aggregate --------------------------------------------------------------------------------------------------------

ask(
    "aggregate",
    "en",
    "mean water temp in the loop today, 12 to 1 pm",
    stat(plant, WATER_TEMPERATURE, "mean", "2020-03-09 12:00", "2020-03-09 13:00"),
)
ask("aggregate", "zh", "2月8号电机壳体温度的中位数是多少？", stat(plant, MOTOR_TEMPERATURE, "median", *FEBRUARY_8))
ask(
    "aggregate",
    "en",
    "How much did the supply voltage of the motor scatter on March 1? Give me sigma.",
    stat(plant, VOLTAGE, "std", *MARCH_1),
)

# --- conversation -----------------------------------------------------------------------------------------------------

converse(
    "en",
    ("how long did other-1 run for?", number(seconds("other-1"), "s")),
    ("How many samples did we get out of it", count(experiment("other-1").samples)),
    ("And what was the motor drawing on average, amps?", mean_during(CURRENT, "other-1")),
)
converse(
    "zh",
    ("今天下午三点整回路里的水温是多少", reading(WATER_TEMPERATURE, "2020-03-09 15:00")),
    ("那会儿电机温度呢？", reading(MOTOR_TEMPERATURE, "2020-03-09 15:00")),
)

# --- count ------------------------------------------------------------------------------------------------------------

ask("count", "en", "how many tests did we run on the rig on 1 March?", count(len(started_on(MARCH_1))))
ask(
    "count",
    "zh",
    "电机voltage大于250V的读数，今天14点到15点有几个",
    count((plant(VOLTAGE, "2020-03-09 14:00", "2020-03-09 15:00") > 250).sum()),
)

# --- latest -----------------------------------------------------------------------------------------------------------

ask("latest", "en", "last pressure reading after the pump?", number(now(plant, PRESSURE), unit(PRESSURE)))

# --- duration ---------------------------------------------------------------------------------------------------------


def together(names):
    """Their lengths together; from the first start to the last end is nearly the same."""
    last = max(experiment(name).end_time for name in names)
    span = (last - min(experiment(name).start_time for name in names)).total_seconds()
    return weighed(sum(seconds(name) for name in names), "s", span)


ask(
    "duration",
    "zh",
    "valve2那一组四个试验加在一起实际做了多长时间？",
    together([name for name in started_on(TODAY) if name.startswith("valve2-")]),
)

# --- join -------------------------------------------------------------------------------------------------------------

ask("join", "en", "avrage circulation flow during valve2-3", mean_during(FLOW, "valve2-3"))


def ranked(tag, names, n):
    """The experiments with the highest mean of a tag, and those means."""
    means = pd.Series({name: during(tag, name).mean() for name in names})
    return top(means, n), ", ".join(f"{name}: {mean:.3f}" for name, mean in means.nlargest(n + 1).items())


def hottest(window):
    (name,), note = ranked(MOTOR_TEMPERATURE, started_on(window), 1)
    return plant.named(name), note


ask(
    "join",
    "en",
    "Of the March 1st experiments, in which one did the engine body run hottest on average?",
    *hottest(MARCH_1),
)
ask(
    "join",
    "zh",
    "做valve1-0的时候电机温度最高飙到多少度",
    number(during(MOTOR_TEMPERATURE, "valve1-0").max(), unit(MOTOR_TEMPERATURE)),
)

# --- extreme ----------------------------------------------------------------------------------------------------------

ask("extreme", "zh", "今天泵后压力最高出现在几点几分？", instant(plant(PRESSURE, *TODAY).idxmax(), plant.zone))

# --- rank -------------------------------------------------------------------------------------------------------------

shakiest, shaking = ranked(VIBRATION_1, started_on(FEBRUARY_8), 3)
ask(
    "rank",
    "en",
    "rank the Feb 8 runs by mean vibration on accelerometer 1 and give me the top 3, roughest first",
    plant.listed(shakiest, ordered=True),
    shaking,
)

# --- quality ----------------------------------------------------------------------------------------------------------

gap, before_gap = plant.gap(FLOW, "2020-03-09 10:14", "2020-03-09 15:35")
ask(
    "quality",
    "en",
    "Today between 10:14 and 15:35, what's the biggest hole in the logging, seconds?",
    number(gap, "s", rel_tol=0.015),
    f"after {before_gap}",
)
silence, before_silence = plant.gap(FLOW, *FEBRUARY_8)
ask(
    "quality",
    "zh",
    "2月8号数据中断最长的一次是从几点开始断的？",
    instant(before_silence, plant.zone),
    f"{silence:.0f} s",
)

# --- multistep --------------------------------------------------------------------------------------------------------


def highest_in_longest(tag, names):
    """The highest reading during the experiment with the most samples."""
    (most,) = top(pd.Series({name: experiment(name).samples for name in names}), 1)
    return number(during(tag, most).max(), unit(tag)), most


ask(
    "multistep",
    "en",
    "Leaving out anomaly-free, take the Feb 8 run with the most samples. Highest reading on accelerometer 2 in it?",
    *highest_in_longest(VIBRATION_2, [name for name in started_on(FEBRUARY_8) if name != "anomaly-free"]),
)

# --- clarify ----------------------------------------------------------------------------------------------------------

ask("clarify", "en", "vibration now?", CLARIFY, "two accelerometers")

# --- compare ----------------------------------------------------------------------------------------------------------

ask(
    "compare",
    "zh",
    "3月1号的平均水温比2月8号低多少度？",
    differ(plant, WATER_TEMPERATURE, FEBRUARY_8, MARCH_1, "Cel") | {"delta": True},
)

# --- unit -------------------------------------------------------------------------------------------------------------


def hourly_flow(date):
    """Mean flow of a day in cubic metres an hour."""
    mean = mean_of_day(plant, FLOW, date)
    return number((mean["value"] * 0.06, mean["rel_tol"]), "m3/h")


ask("unit", "en", "today's average flow round the loop, but in cubic metres per hour pls", hourly_flow("2020-03-09"))

# --- trend ------------------------------------------------------------------------------------------------------------

first_valve_run = experiment("valve1-0")
ask(
    "trend",
    "en",
    "valve1-0: rate of change of the motor temperature by linear regression, degC per minute",
    number(
        plant.slope(MOTOR_TEMPERATURE, first_valve_run.start_time, first_valve_run.end_time, unit_s=60),
        "Cel/min",
        delta=True,
    ),
)


def write():
    suite.write("final")
