"""SKAB, mixed, of the second author: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifiers, instant, number, significant
from mixed import differ, mean_of_day, now, scaled, stat, top, within
from plant import Plant, slope

S = Plant("skab")
# overlapping slices of one recording
S.series = {tag: values[~values.index.duplicated()].sort_index() for tag, values in S.series.items()}
suite = Suite("skab", "skab-q", significant(7))
ask, converse = suite.ask, suite.converse
E = S.tables["experiments"]


def run_of(name):
    """The window of an experiment, its last sample included."""
    row = E.set_index("experiment").loc[name]
    return row.start_time, row.end_time + pd.Timedelta(seconds=1)


# --- aggregate
ask(
    "aggregate",
    "en",
    "Please tell the mean flow in experiment valve1-5.",
    stat(S, "loop.flow", "mean", *run_of("valve1-5")),
)
ask("aggregate", "en", "Average current of motor for 8 February 2020?", mean_of_day(S, "motor.current", "2020-02-08"))
ask("aggregate", "zh", "3月1号电机温度的中位数是多少", stat(S, "motor.temperature", "median", "2020-03-01"))

# --- lookup
ask("lookup", "en", "At what time was started run valve2-1?", instant(run_of("valve2-1")[0], S.zone))

# --- latest
ask("latest", "en", "motor voltage, last value", number(now(S, "motor.voltage"), "V"))
ask("latest", "zh", "水回路流量当前值", number(now(S, "loop.flow"), "L/min"))

# --- extreme
ask(
    "extreme",
    "en",
    "Accelerometer 2: exact moment of the biggest value in all data we have",
    instant(S("testbed.accelerometer_2").idxmax(), S.zone),
)
ask("extreme", "zh", "3月9号电机最低温度多少度", stat(S, "motor.temperature", "min", "2020-03-09"))

# --- duration
lengths = (E.end_time - E.start_time).dt.total_seconds().set_axis(E.experiment)
ask("duration", "en", "How long lasted experiment other-14?", number(lengths["other-14"], "s"))
ask(
    "duration",
    "en",
    "valve2 series, four runs together: total test time start to end of each, summed?",
    number(lengths[[name for name in lengths.index if name.startswith("valve2-")]].sum(), "s"),
)

# --- count
ask(
    "count",
    "en",
    "How many experiments was started on 9 March?",
    count(len(within(E, "start_time", "2020-03-09", "2020-03-10"))),
)
ask("count", "zh", "2月8号一共开始了几个实验", count(len(within(E, "start_time", "2020-02-08", "2020-02-09"))))

# --- records
ask(
    "records",
    "en",
    "Name the experiments which have less than 1000 samples.",
    identifiers(sorted(E[E.samples < 1000].experiment)),
)

# --- rank
shake = pd.Series({name: S("testbed.accelerometer_1", *run_of(name)).mean() for name in E.experiment})
ask(
    "rank",
    "en",
    "I need 3 experiments with strongest mean vibration on first accelerometer, in order",
    identifiers(top(shake, 3), ordered=True),
)

# --- compare
ask(
    "compare",
    "en",
    "valve1-0 against valve1-15: by how many deg C lower is mean motor temperature in the second?",
    differ(S, "motor.temperature", run_of("valve1-0"), run_of("valve1-15"), "Cel"),
)
ask(
    "compare",
    "zh",
    "2月8日的平均流量比3月9日高多少 L/min？",
    differ(S, "loop.flow", ("2020-02-08", "2020-02-09"), ("2020-03-09", "2020-03-10"), "L/min"),
)

# --- trend
ask(
    "trend",
    "en",
    "slope of fluid temperature (thermocouple) today, deg per hour",
    number(slope(S("loop.thermocouple", "2020-03-09", "2020-03-10"), 3600), "Cel/h"),
)

# --- correlation
ask(
    "correlation",
    "en",
    "Accelerometr 1 vs accelerometer 2 for 8 feb, Pearson?",
    number(S.correlation("testbed.accelerometer_1", "testbed.accelerometer_2", "2020-02-08", "2020-02-09"), "1"),
)

# --- quality
ask(
    "quality",
    "en",
    "Logger lost data on 8 February? Show me longest gap between samples of flow, in seconds.",
    number(S.gap("loop.flow", "2020-02-08", "2020-02-09")[0], "s"),
)

# --- unit
ask(
    "unit",
    "en",
    "Max loop pressure during valve1-9 but in kPa, for the report",
    scaled(S, "loop.pressure", "max", *run_of("valve1-9"), 100, "kPa"),
)

# --- multistep
amps = pd.Series({name: S("motor.current", *run_of(name)).max() for name in E.experiment})
ask(
    "multistep",
    "en",
    "In the experiment where the motor current had its highest peak, what was maximum fluid temperature?",
    stat(S, "loop.thermocouple", "max", *run_of(top(amps, 1)[0])),
)

# --- conversation
converse(
    "en",
    ("valve1-3, mean temperature of engine body?", stat(S, "motor.temperature", "mean", *run_of("valve1-3"))),
    ("And of the fluid?", stat(S, "loop.thermocouple", "mean", *run_of("valve1-3"))),
    ("Fluid in valve1-4 then.", stat(S, "loop.thermocouple", "mean", *run_of("valve1-4"))),
)
converse(
    "zh",
    ("2月8号电机电流最大是多少", stat(S, "motor.current", "max", "2020-02-08")),
    ("什么时候出现的", instant(S("motor.current", "2020-02-08", "2020-02-09").idxmax(), S.zone)),
)

# --- abstain
ask("abstain", "en", "Average motor current for yesterday, please.", ABSTAINED)

# --- clarify
ask("clarify", "en", "How much is the vibration now?", CLARIFY)
