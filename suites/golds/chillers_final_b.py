"""Questions about the chilled-water plant: Chiller 6 in June 2020, and the records of all machines up to then.

The plant's clock stands at the end of June 2020 while the records run on to 2023; questions about records therefore
name a window that ends before the clock, or say so.
"""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, identifiers, instant, number, significant, text
from mixed import daily, date_id, day, having, longest_run, now, stat, top, within
from plant import Plant
from readings import tolerance

suite = Suite("chillers", "chillers-y", significant(10))
ask, converse = suite.ask, suite.converse

plant = Plant("chillers")
orders, alerts, anomalies = plant.tables["work_orders"], plant.tables["alerts"], plant.tables["anomalies"]
rules, rule_codes = plant.tables["alert_rules"], plant.tables["alert_rule_failure_codes"]

JUNE = ("2020-06-01", "2020-07-01")
SECOND_QUARTER = ("2020-04-01", "2020-07-01")
FIRST_HALF = ("2020-01-01", "2020-07-01")

EFFICIENCY = "chiller-6.chiller_efficiency"
LOAD = "chiller-6.chiller_percent_loaded"
POWER = "chiller-6.power_input"
RETURN = "chiller-6.return_temperature"
RUN_STATUS = "chiller-6.run_status"
SUPPLY = "chiller-6.supply_temperature"
TONNAGE = "chiller-6.tonnage"
TOWER = "chiller-6.condenser_water_return_to_tower_temperature"


def only(table):
    """The one record of a table that must hold just one."""
    assert len(table) == 1, table
    return table.iloc[0]


def either(*names):
    return "|".join(names)


def finished(year, until=None, **equal):
    """Work orders finished in a year, or in several years up to the start of another."""
    return within(orders, "actual_finish", f"{year}-01-01", f"{until or year + 1}-01-01", **equal)


def raised(window, **equal):
    """Alerts that began in a window; none began in it and ended after it."""
    found = within(alerts, "start_time", *window, **equal)
    assert (found.end_time <= pd.Timestamp(window[1])).all(), found
    return found


def machine(asset):
    return either(asset, *plant.names(asset))


def rule(rule_id):
    """A rule by its id, or by its name with or without the kind of machine before it."""
    name = only(having(rules, rule_id=rule_id)).rule_name
    return identifier(rule_id, [name, name.removeprefix("Chiller - ").strip()])


def kwh(start, end):
    """Energy of each day: each power reading times the usual interval."""
    return daily(plant(POWER, start, end), "sum") * plant.step(POWER) / 3600


# --- abstain ----------------------------------------------------------------------------------------------------------

ask("abstain", "en", "vibration on the chiller 9 compressor right now, mm/s?", ABSTAINED, "only Chiller 6 is metered")
ask("abstain", "zh", "8号冷机上个月一共跑了多少小时？", ABSTAINED, "there is no Chiller 8")
ask("abstain", "en", "Roughly what will chiller 6 be pulling in kW tomorrow around noon?", ABSTAINED, "a forecast")
ask("abstain", "zh", "帮我看下6号机五月份供水温度平均多少", ABSTAINED, "measurements begin on 1 June")
ask("abstain", "en", "Load's falling off, take number six offline and bring up 7 please.", ABSTAINED, "an action")

# --- lookup -----------------------------------------------------------------------------------------------------------

ask(
    "lookup",
    "en",
    "what does rule 22 on the alert list stand for?",
    text("Cycling|循环|启停"),
    only(having(rules, rule_id="RUL0022")).rule_name,
)


def work_order(number_of_order):
    """The machine and the finer kind of work of a work order."""
    order = only(having(orders, wo_id=number_of_order))
    kind = either(order.secondary_code_description, "温度传感器", "温感")
    return text(kind, machine(order.asset_id)), f"{order.equipment_name}: {order.secondary_code_description}"


ask("lookup", "zh", "WO365424这张单是修啥的，哪台机？", *work_order("WO365424"))


def code_of(work):
    """The primary code by which a kind of work is booked."""
    return identifier(only(having(plant.tables["primary_failure_codes"], primary_code_description=work)).primary_code)


ask(
    "lookup",
    "en",
    "Booking an eddy current test on the tubes - which primary code do I put on the job?",
    code_of("Eddy Current Test"),
)


def meters_of(rule_id):
    """The meters that a rule looks at."""
    meters = having(plant.tables["alert_rule_meters"], rule_id=rule_id).meter
    return identifiers(meters)


ask("lookup", "zh", "电流过高那条报警规则是盯着哪几个表计判的？", meters_of("RUL0026"), "RUL0026, Amperage is High")


def quotient(meter):
    """What is divided by what, without the units."""
    formula = only(having(plant.tables["meters"], meter=meter)).formula
    return text(*(side.split("(")[0].strip() for side in formula.split("/"))), formula


ask("lookup", "en", "How do we work out chiller efficiency, going by the meter list?", *quotient("chiller efficiency"))


def failure_of(part):
    """How a part of a chiller degrades, and what contributes."""
    mode = only(having(plant.tables["failure_modes"], equipment="Chiller", failure_mode=part))
    return text(mode.degradation_mechanism, mode.influencing_factors)


ask(
    "lookup",
    "en",
    "per the failure mode table, how does a chiller's compressor motor go bad and what brings it on",
    failure_of("Compressor Motor"),
)

# --- aggregate --------------------------------------------------------------------------------------------------------


def alert_hours(window, **equal):
    """Mean length of the alerts that began in a window."""
    found = raised(window, **equal)
    lengths = (found.end_time - found.start_time).dt.total_seconds() / 3600
    return number(lengths.mean(), "h"), f"{len(found)} alerts"


ask(
    "aggregate",
    "en",
    "On average how long did an alert on chiller 9 stay up in May 2020, hours?",
    *alert_hours(("2020-05-01", "2020-06-01"), asset_id="chiller-9"),
)
ask(
    "aggregate",
    "zh",
    "6月1号到10号6号冷机总共吃了多少度电",
    number(plant.stat(POWER, "total", *day("2020-06-01", 10)), "kWh"),
    "power times 15 minutes, 10 days",
)
ask(
    "aggregate",
    "en",
    "95th percentile of % loaded, ch 6, June 1 thru 7",
    stat(plant, LOAD, "p95", *day("2020-06-01", 7)),
)
ask(
    "aggregate",
    "zh",
    "麻烦查一下6号机组6月3日零点到早上八点制冷量的中位数",
    stat(plant, TONNAGE, "median", "2020-06-03 00:00", "2020-06-03 08:00"),
)

# --- conversation -----------------------------------------------------------------------------------------------------


def higher_peak(tag, *dates):
    """The day on which a tag went highest."""
    return date_id(max(dates, key=lambda date: plant(tag, *day(date)).max()))


converse(
    "en",
    ("what did chiller 6 draw on average on june 3?", stat(plant, POWER, "mean", "2020-06-03")),
    ("and the day after", stat(plant, POWER, "mean", "2020-06-04")),
    ("Which of those two days had the higher peak?", higher_peak(POWER, "2020-06-03", "2020-06-04")),
)
converse(
    "zh",
    ("14号冷机2017年总共做完多少张工单？", count(len(finished(2017, asset_id="chiller-14")))),
    ("里面不是预防性的有几张", count(len(finished(2017, asset_id="chiller-14", preventive=False)))),
    ("那12号机呢，同一年非预防性的", count(len(finished(2017, asset_id="chiller-12", preventive=False)))),
)
converse(
    "en",
    (
        "How many alerts came in off chiller 4, April to June 2020?",
        count(len(raised(SECOND_QUARTER, asset_id="chiller-4"))),
    ),
    (
        "which rule was behind most of them?",
        rule(raised(SECOND_QUARTER, asset_id="chiller-4").rule_id.value_counts().idxmax()),
    ),
    note="alerts by their start",
)
converse(
    "zh",
    ("6号机 power 6月8号 max 多少kW", stat(plant, POWER, "max", "2020-06-08")),
    ("几点冲上去的？", instant(plant(POWER, *day("2020-06-08")).idxmax(), plant.zone)),
)

# --- count ------------------------------------------------------------------------------------------------------------

ask(
    "count",
    "en",
    "how many corrective jobs got closed on chiller 6 in 2017?",
    count(len(finished(2017, asset_id="chiller-6", preventive=False))),
)
ask(
    "count",
    "zh",
    "今年上半年2号机报过几次警啊",
    count(len(raised(FIRST_HALF, asset_id="chiller-2"))),
    "January to June 2020",
)


def too_high(kpi, month):
    """Anomalies of a KPI above its upper bound in a month."""
    start = pd.Timestamp(f"{month}-01")
    found = within(anomalies, "timestamp", start, start + pd.offsets.MonthBegin(), kpi=kpi)
    return count((found.value > found.upper_bound).sum())


ask(
    "count",
    "en",
    "Chiller 9, Delta Setpoint KPI: number of anomalies in May 2020 where it went over its upper bound",
    too_high("Delta Setpoint", "2020-05"),
)
ask(
    "count",
    "zh",
    "本月6号机负载率读数里超过百分之百的有多少条？",
    count((plant(LOAD, *JUNE) > 100).sum()),
    "June 2020",
)

# --- latest -----------------------------------------------------------------------------------------------------------

ask(
    "latest",
    "en",
    "third time I'm asking: when did the run status signal of chiller 6 last come through??",
    instant(plant(RUN_STATUS).index[-1], plant.zone),
    f"the value was {now(plant, RUN_STATUS)}",
)


def last_finished(**equal):
    """The day on which such a work order was last finished, up to the plant's clock."""
    return date_id(having(orders[orders.actual_finish <= plant.now], **equal).actual_finish.max())


ask(
    "latest",
    "zh",
    "截止到6月底，6号冷机最近一次补冷媒是哪天完工的？",
    last_finished(asset_id="chiller-6", primary_code="MT004"),
    "Refrigerant Addition, up to 2020-06-30",
)

# --- duration ---------------------------------------------------------------------------------------------------------

ask(
    "duration",
    "en",
    "June 9 - how long was chiller 6 actually drawing power that day?",
    number(plant.lasting(POWER, lambda power: power > 0, *day("2020-06-09")), "s"),
)


def longest_stop():
    """From the first reading of zero to the next reading above it."""
    power = plant(POWER, *JUNE)
    stopped = longest_run(power, lambda values: values == 0)
    running = power[power.index > stopped.index[-1]].index[0]
    spans = [(end - stopped.index[0]).total_seconds() for end in (running, stopped.index[-1])]
    return number((spans[0], tolerance(spans[0], spans[1:], "longest stop")), "s"), f"{stopped.index[0]} to {running}"


ask("duration", "zh", "六月份6号机停得最久的一次，功率一直是零，持续了多长时间？", *longest_stop())

# --- join -------------------------------------------------------------------------------------------------------------


def power_before(**equal):
    """Mean power in the 24 hours before a work order was finished."""
    done = only(within(orders, "actual_finish", *JUNE, **equal)).actual_finish
    return stat(plant, POWER, "mean", done - pd.Timedelta(hours=24), done), f"finished {done}"


ask(
    "join",
    "en",
    "What did chiller 6 average in kW over the 24 h before its temperature sensor failure job was closed this month?",
    *power_before(asset_id="chiller-6", secondary_code_description="Temperature Sensor Failure"),
)


def tower_when(**equal):
    """Temperature of the water to the tower at the moment a work order was finished."""
    done = only(within(orders, "actual_finish", *JUNE, **equal)).actual_finish
    return number(plant.at(TOWER, done), "[degF]"), f"finished {done}"


ask(
    "join",
    "zh",
    "6月份6号机做油样分析那张工单完工的那一刻，冷却水回塔温度是多少",
    *tower_when(asset_id="chiller-6", primary_code_description="Oil Analysis"),
)


def pointing_at(code, **equal):
    """Alerts of 2019 from rules that point at a failure code."""
    pointing = having(rule_codes, primary_code_description=code).rule_id.unique()
    found = raised(("2019-01-01", "2020-01-01"), **equal)
    return count(found.rule_id.isin(pointing).sum()), f"of {len(found)}"


ask(
    "join",
    "en",
    "Of chiller 6's 2019 alerts, how many came from a rule that points to control system malfunction?",
    *pointing_at("Control System Malfunction", asset_id="chiller-6"),
)

# --- extreme ----------------------------------------------------------------------------------------------------------

ask(
    "extreme",
    "en",
    "when in june did we get the most tons out of chiller 6? date + time",
    instant(plant(TONNAGE, *JUNE).idxmax(), plant.zone),
)
ask("extreme", "zh", "6号冷机6月哪一天用电最多？", date_id(kwh(*JUNE).idxmax()))

# --- rank -------------------------------------------------------------------------------------------------------------

ask(
    "rank",
    "en",
    "top three chillers by alert count, Q2 2020, noisiest first",
    plant.listed(top(raised(SECOND_QUARTER).asset_id.value_counts(), 3), ordered=True),
    "alerts by their start",
)


def labour(year, n):
    """The machines with the most hours booked on corrective work."""
    hours = finished(year, preventive=False).groupby("asset_id").actual_labor_hours.sum()
    return plant.listed(top(hours, n), ordered=True), str(hours.nlargest(n).to_dict())


ask("rank", "zh", "2012年非预防性维修，人工工时最多的前三台机，从多到少排", *labour(2012, 3))


def plugged(n):
    """The machines with the most work orders for plugged condensers in the ten years to 2019."""
    found = finished(2010, 2020, primary_code_description="Condenser Plugged").asset_id.value_counts()
    return plant.listed(top(found, n), ordered=True), str(found.to_dict())


ask(
    "rank",
    "en",
    "Which 3 machines had plugged condensors most often, 2010 up to and including 2019? List them worst to less bad.",
    *plugged(3),
)

# --- quality ----------------------------------------------------------------------------------------------------------

ask(
    "quality",
    "en",
    "Leaving-water temp on chiller 6 in June: what's the longest we went from one reading to the next?",
    number(plant.gap(SUPPLY, *JUNE)[0], "s"),
    "it happens twice, on 4 and on 10 June",
)

# --- multistep --------------------------------------------------------------------------------------------------------


def on_thirstiest_day(tag):
    """Mean of a tag on the day of June with the most energy."""
    thirstiest = kwh(*JUNE).idxmax()
    return stat(plant, tag, "mean", thirstiest), f"{thirstiest:%Y-%m-%d}"


ask(
    "multistep",
    "en",
    "take the June day chiller 6 burned the most energy - what was the mean return chilled water temp on it?",
    *on_thirstiest_day(RETURN),
)


def corrective_of_busiest(year):
    """Corrective orders of the machine with the most work orders in a year."""
    (busiest,) = top(finished(year).asset_id.value_counts(), 1)
    return count(len(finished(year, asset_id=busiest, preventive=False))), busiest


ask("multistep", "zh", "2018年做单最多的那台冷机，当年里头纠正性维修占了几张？", *corrective_of_busiest(2018))

# --- clarify ----------------------------------------------------------------------------------------------------------

ask("clarify", "en", "chilled water temp on no. 6 at 12:00 June 4?", CLARIFY, "supply or return")
ask("clarify", "zh", "6号机现在温度多少", CLARIFY, "five temperatures")

# --- compare ----------------------------------------------------------------------------------------------------------


def more_efficient(*dates):
    """The day of fewer kW per ton, whether by the mean of the readings or by all power over all tons."""
    means = {date: plant(EFFICIENCY, *day(date)).mean() for date in dates}
    overall = {date: plant(POWER, *day(date)).sum() / plant(TONNAGE, *day(date)).sum() for date in dates}
    best = min(means, key=means.get)
    assert best == min(overall, key=overall.get), (means, overall)
    return date_id(best), ", ".join(f"{date}: {mean:.4f}" for date, mean in means.items())


ask(
    "compare",
    "en",
    "kW per ton on chiller 6: which was the better day, June 2 or June 7?",
    *more_efficient("2020-06-02", "2020-06-07"),
)
ask(
    "compare",
    "zh",
    "2017年12号冷机比13号多干了几张工单",
    count(len(finished(2017, asset_id="chiller-12")) - len(finished(2017, asset_id="chiller-13"))),
)

# --- correlation ------------------------------------------------------------------------------------------------------

ask(
    "correlation",
    "en",
    "How closely does chiller 6's power follow its tonnage across the whole of June? correlation coefficient pls",
    number(plant.correlation(POWER, TONNAGE, *JUNE), abs_tol=0.005),
)

# --- unit -------------------------------------------------------------------------------------------------------------

ask(
    "unit",
    "en",
    "supply water off chiller 6 at noon today in Celsius",
    number((plant.at(SUPPLY, plant.now.normalize() + pd.Timedelta(hours=12)) - 32) / 1.8, "Cel"),
    "2020-06-30 12:00",
)

# --- trend ------------------------------------------------------------------------------------------------------------

ask(
    "trend",
    "en",
    "Fit a straight line to chiller 6's percent loaded over June. What's the slope, points per day?",
    number(plant.slope(LOAD, *JUNE), "%/d"),
)


def write():
    suite.write("final")
