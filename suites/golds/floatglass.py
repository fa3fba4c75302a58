"""Questions about the float glass works: what its engineers, fitters, laboratory and night shifts would ask."""

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
    text,
    yes,
)
from floatglass_data import (
    DAY,
    HOUR,
    JUNE,
    LAST_WEEK,
    MAY,
    ORDERS,
    SAMPLES,
    SHIFTS,
    SPARES,
    STOPS,
    WEEK_BEFORE,
    YESTERDAY,
    P,
    date,
    days,
    highest,
    opened,
    over,
    row,
    shifts,
    span,
    still_open,
    stop,
    stops,
    used,
    yields,
)
from windows import closed, fair, relation, win
from windows import date as a_day

suite = Suite("floatglass", "floatglass", significant(10))
ask, converse = suite.ask, suite.converse


def stat(tag, how, window, unit=None, scale=1.0):
    """A statistic in the tag's unit, or in another by a factor."""
    value, tolerance = P.stat(tag, how, *window)
    return number(value * scale, unit or P.tags[tag]["unit"], tolerance)


def at(tag, time):
    return number(P.at(tag, f"2026-{time}"), P.tags[tag]["unit"])


def latest(tag, unit=None, scale=1.0):
    return number(P(tag).iloc[-1] * scale, unit or P.tags[tag]["unit"])


def moved(tag, window):
    return number(used(tag, window), P.tags[tag]["unit"])


def lasted(seconds):
    """How long; 1.5 % leaves room for counting samples or the time between them."""
    return number(seconds, "s", 0.015)


def moment(time, **more):
    return instant(time, P.zone, **more)


LAST_NIGHT = span("06-09 20:00", "06-10 08:00")
CREWS = {
    letter: [f"{letter}班", f"{letter} 班", f"{chinese}班", chinese, f"crew {letter}", f"{letter} crew"]
    for letter, chinese in zip("ABCD", "甲乙丙丁")
}


def crew(letter):
    return identifier(letter, CREWS[letter])


# Lookup


def part(key):
    return row(SPARES, "part", key)


def said(what, source, *others):
    """A word that stands in what was written, or others that are as good."""
    assert what in source, (what, source)
    return "|".join([what, *others])


ask("lookup", "en", "where in the store are the suction cups for the jumbo stacker", text(part("SP-5011").shelf))
ask(
    "lookup",
    "en",
    "At what vibration is the high-high of the FD fan?",
    number(P.tags["VI-231"]["high_high"], "mm/s"),
)
ask(
    "lookup",
    "en",
    "WO26451 - what did they actually find there?",
    text(said("side seal", row(ORDERS, "wo", "WO26451").remarks)),
)
ask("lookup", "en", "who in the lab tested L2737", text(row(SAMPLES, "sample", "L2737").tester))
ask(
    "lookup",
    "en",
    "Remind me please, how big is the motor of our variable speed compressor?",
    text(said("90", P.assets["comp-3"]["description"])),
)
ask(
    "lookup",
    "zh",
    "助燃风机驱动端轴承什么型号，订货周期几天？",
    text(said("22326", part("SP-2002").item), str(part("SP-2002").lead_days)),
)
ask("lookup", "zh", "3号小炉用的16毫米喷嘴一个多少钱", number(part("SP-2011").price_cny))
ask(
    "lookup",
    "zh",
    "ST042 停机原因写的啥",
    text(said("RBR", row(STOPS, "stop", "ST042").reason, "ribbon break", "断板", "断带", "断玻璃")),
)
ask(
    "lookup",
    "zh",
    "退火窑出口板温那个点是用什么仪表测的？",
    text(said("Pyrometer", P.tags["TI-419"]["description"], "高温计", "红外", "测温仪")),
)

# Aggregate

ask("aggregate", "en", "avg canal temp yesterday", stat("TI-206", "mean", YESTERDAY), note="9 June")
ask(
    "aggregate",
    "en",
    "How many cubic metres of natural gas did the works take in last week?",
    moved("GM01_M3", LAST_WEEK),
    note="1 to 7 June, by the meter",
)
ask("aggregate", "en", "standard deviation of the glass level, whole of May", stat("LI-201", "std", MAY))
ask(
    "aggregate",
    "en",
    "electricity for compressed air on 4 june - need it for the energy report",
    moved("EM03_KWH", date("06-04")),
)
ask(
    "aggregate",
    "en",
    "95th percentile of trace oxygen in the bath, 1 to 7 June",
    stat("AI-309", "p95", days("06-01", "06-07")),
)
ask(
    "aggregate",
    "en",
    "What did B crew pack in May, all their shifts together, in tonnes?",
    number(shifts(MAY).query("crew == 'B'").packed_t.sum(), "t"),
)
ask(
    "aggregate",
    "en",
    "mean of the lab's measured thickness for the 6 mm glass",
    number(SAMPLES[SAMPLES.nominal_mm == 6].thick_mm.mean(), "mm"),
    note="all samples of nominal 6 mm",
)
ask(
    "aggregate",
    "zh",
    "上周五白班拉引量平均每小时多少吨",
    stat("WI-208", "mean", span("06-05 08:00", "06-05 20:00")),
    note="5 June, 08:00 to 20:00",
)
ask("aggregate", "zh", "roof heater power 5月的 median 给我一下", stat("roof_pwr", "median", MAY))
ask("aggregate", "zh", "上周冷却塔补了多少方水", moved("MKUP_M3", LAST_WEEK), note="1 to 7 June, by the meter")
ask(
    "aggregate",
    "zh",
    "麻烦统计一下：五月份开的工单里横切机总共用了多少工时",
    number(opened(MAY).query("asset_id == 'cutter'").labour_h.sum(), "h"),
)

# Conversation

converse(
    "en",
    ("How hot did the drive end bearing of the combustion fan get in May, at worst?", stat("TI-232", "max", MAY)),
    ("When exactly was that?", moment(highest("TI-232", MAY), tol_s=300)),
    ("and the non drive end, same month", stat("TI-233", "max", MAY)),
)
converse(
    "en",
    ("how many stops does the log have for stacker 2 last week", count(len(stops(LAST_WEEK, asset_id="stacker-2")))),
    ("and the week before?", count(len(stops(WEEK_BEFORE, asset_id="stacker-2")))),
    ("ok now stacker 1, last week", count(len(stops(LAST_WEEK, asset_id="stacker-1")))),
    note="stops that began 1 to 7 June; 25 to 31 May",
)
converse(
    "en",
    ("bath heating power right now?", latest("roof_pwr")),
    ("What was it at 10:20 yesterday?", at("roof_pwr", "06-09 10:20")),
)


def hydrogen():
    before, after = (P.stat("FI-307", "mean", *date(day))[0] for day in ("06-03", "06-08"))
    return number(100 * (after / before - 1), "%", 0.015)


converse(
    "en",
    ("Mean hydrogen into the bath on 3 June, please.", stat("FI-307", "mean", date("06-03"))),
    ("And on the 8th?", stat("FI-307", "mean", date("06-08"))),
    ("So by how many percent did it go up?", hydrogen()),
    note="the set point was raised on 5 June",
)
converse(
    "en",
    ("which work orders are still open on the flying cutter", identifiers(still_open("cutter").wo)),
    ("which of these is the urgent one", identifier(still_open("cutter").query("prio == 1").wo.item())),
    ("How many servo drives for it are in the store?", count(part("SP-5002").on_hand)),
)
converse(
    "zh",
    ("卡脖水包出水 昨天 max", stat("TI-210", "max", YESTERDAY)),
    ("几点出现的", moment(highest("TI-210", YESTERDAY), tol_s=300)),
    note="9 June",
)
converse(
    "zh",
    ("上周全厂用了多少度电", moved("EM01_KWH", LAST_WEEK)),
    ("上上周呢", moved("EM01_KWH", WEEK_BEFORE)),
    ("上上周里面空压站用了多少", moved("EM03_KWH", WEEK_BEFORE)),
    note="1 to 7 June; 25 to 31 May",
)
BREAK = row(STOPS, "stop", "ST063")
converse(
    "zh",
    ("6号凌晨那次断板停了多长时间", lasted(BREAK.length_s)),
    ("损失了几吨玻璃", number(BREAK.lost_t, "t")),
    ("当时哪个班当班？", crew(BREAK.crew)),
    note="stop ST063",
)
converse(
    "zh",
    ("退火A区右边现在几度", latest("TI-411R")),
    ("左边呢？", latest("TI-411L")),
    ("左边昨天白班平均多少", stat("TI-411L", "mean", span("06-09 08:00", "06-09 20:00"))),
)

# Count

ask("count", "en", "how many ribbon breaks have we had since 1 May?", count(len(stops((MAY[0], P.now), reason="RBR"))))
ask(
    "count",
    "en",
    "Number of urgent corrective work orders raised in May",
    count(len(opened(MAY).query("wtype == 'CM' and prio == 1"))),
    note="priority 1",
)
ask(
    "count",
    "en",
    "how many samples did the lab grade as mirror quality last month",
    count(len(SAMPLES[(SAMPLES.taken >= MAY[0]) & (SAMPLES.taken < MAY[1]) & (SAMPLES.grade == "M")])),
)
ask(
    "count",
    "en",
    "bath O2 on 21 May: number of readings over the high limit",
    count((P("AI-309", *date("05-21")) > P.tags["AI-309"]["high"]).sum()),
)
ask("count", "zh", "五月份换规格停了几回", count(len(stops(MAY, reason="CHG"))), note="reason CHG")
ask(
    "count",
    "zh",
    "仓库里有几种备件已经低于最低库存了？",
    count((SPARES.on_hand < SPARES.min_stock).sum()),
)
ask(
    "count",
    "zh",
    "A班上周上了几个夜班",
    count(len(shifts(LAST_WEEK).query("crew == 'A' and shift == 'N'"))),
    note="1 to 7 June",
)

# Latest

ask("latest", "en", "instrument air dew point now?", latest("AI-606"))
ask(
    "latest",
    "en",
    "The moisture probe in the batch house is dead again. What was the last value it gave before it died?",
    latest("MI-104"),
    note=f"at {P('MI-104').index[-1]}",
)
ask("latest", "en", "when did the most recent ribbon break start", moment(stops(reason="RBR").began.max()))
ask(
    "latest",
    "zh",
    "最新一个化验样的残余应力多少",
    number(SAMPLES.sort_values("taken").stress_nm_cm.iloc[-1], "nm/cm"),
)
ask("latest", "zh", "燃气表现在读数", latest("GM01_M3"))

# Duration


def zero(tag, window):
    """For how long a signal was 0: samples times interval."""
    series = P(tag, *window)
    return float((series == 0).sum() * P.step(tag))


ask(
    "duration",
    "en",
    "how long was K-602 off in total in May, going by its power?",
    lasted(zero("comp2_pwr_kw", MAY)),
    note="19 May 05:10 to 20 May 15:40",
)
ask(
    "duration",
    "en",
    "For how many hours did the DE bearing of the comb fan sit above 75 °C on 1 June?",
    number(P.lasting("TI-232", lambda s: s > 75, *date("06-01")), "s"),
)
ask(
    "duration",
    "en",
    "total stop time in May of the robot that stacks the split sizes, per the stop log",
    lasted(stops(MAY, asset_id="stacker-2").length_s.sum()),
)
ask(
    "duration",
    "zh",
    "5月18号夜里制氮机停产多久？按产氮量为0算",
    lasted(zero("n2_flow", span("05-18 12:00", "05-19 12:00"))),
    note="no production from 22:00 to 02:30",
)
ask(
    "duration",
    "zh",
    "停机记录里，上周A班当班的停机加起来多少分钟",
    lasted(stops(LAST_WEEK, crew="A").length_s.sum()),
    note="stops that began 1 to 7 June",
)

# Join

SAMPLE = row(SAMPLES, "sample", "L2692")
ask(
    "join",
    "en",
    "average lehr speed while the ribbon was broken on the 12th of May",
    stat("ld_spd", "mean", stop("ST019")),
    note="ST019, 03:40 to 06:30",
)
ask(
    "join",
    "en",
    "L2692 came out scrap. How high did the bath oxygen go in the 4 hours before that sample was cut?",
    stat("AI-309", "max", (SAMPLE.taken - 4 * HOUR, SAMPLE.taken)),
    note=f"sample cut at {SAMPLE.taken}",
)


def jammed_and_repaired():
    jammed = set(stops(LAST_WEEK, reason="JAM").asset_id)
    return P.listed(sorted(jammed & set(opened(LAST_WEEK).query("wtype == 'CM'").asset_id)))


ask(
    "join",
    "en",
    "Which machines both jammed and got a corrective work order last week?",
    jammed_and_repaired(),
    note="stops with reason JAM, orders raised, 1 to 7 June",
)
ask(
    "join",
    "en",
    "which machines have an open work order and a spare part we're completely out of",
    P.listed(sorted(set(still_open().asset_id) & set(SPARES[SPARES.on_hand == 0].asset_id))),
)
ask(
    "join",
    "zh",
    "5月23号下午断板期间窑压平均多少",
    stat("PI-202", "mean", stop("ST042")),
    note="ST042, 14:15 to 16:05",
)


def edges():
    """Left less right of lehr zone B in the hour before the sample with the highest stress."""
    taken = SAMPLES.loc[SAMPLES.stress_nm_cm.idxmax()].taken
    apart = P.series["TI-412L"] - P.series["TI-412R"]
    means = [P.stat(tag, "mean", taken - HOUR, taken)[0] for tag in ("TI-412L", "TI-412R")]
    others = [closed(apart, taken - HOUR, taken).mean(), means[0] - means[1]]
    return number(fair(win(apart, taken - HOUR, taken).mean(), *others, what="edges of zone B"), "Cel", delta=True)


ask(
    "join",
    "zh",
    "应力最高的那个样，取样前一个小时退火B区左边比右边平均高几度？",
    edges(),
    note="L2765, cut on 9 June at 08:49",
)

# Extreme

ask("extreme", "en", "when did the site load peak in june so far", moment(highest("EM01_KW", JUNE), tol_s=600))
ask("extreme", "en", "lowest header presure of the compressed air on 19 May?", stat("PI-604", "min", date("05-19")))
ask(
    "extreme",
    "en",
    "Which day had the shift with the most cullet in May?",
    a_day(shifts(MAY).sort_values("cullet_t").began.iloc[-1]),
)
ask(
    "extreme",
    "zh",
    "昨晚夜班锡槽压力最低掉到多少？",
    stat("PI-305", "min", LAST_NIGHT),
    note="9 June 20:00 to 10 June 08:00",
)
ask(
    "extreme",
    "zh",
    "停机记录里停得最长的是哪一条，报个编号",
    identifier(STOPS.loc[STOPS.length_s.idxmax()].stop),
)

# Rank


def ranked(series, largest=None):
    """Keys from the largest value; says where neighbours are nearly the same."""
    order = series.sort_values(ascending=False)
    border = order.iloc[: (largest or len(order) - 1) + 1]
    if (np.diff(border) / border.iloc[:-1].values > -0.002).any():
        print(f"nearly the same: {order.to_dict()}")
    return list(order.index[:largest])


PORTS = {f"FI-21{k}": f"port-{k}" for k in (1, 2, 3, 4)}
ask(
    "rank",
    "en",
    "top 3 machines by number of logged stops, May",
    P.listed(ranked(stops(MAY).groupby("asset_id").size(), 3)),
)
ask(
    "rank",
    "en",
    "Rank ports 1 to 4 by their average gas flow last week, biggest first.",
    P.listed(
        [PORTS[tag] for tag in ranked(pd.Series({tag: P.stat(tag, "mean", *LAST_WEEK)[0] for tag in PORTS}))],
        {port: [tag] for tag, port in PORTS.items()},
        ordered=True,
    ),
)
ask(
    "rank",
    "en",
    "which fault code ate the most material cost among the orders raised in May?",
    identifier(ranked(opened(MAY).groupby("fault").cost_cny.sum(), 1)[0], ["other", "OTH other", "其他"]),
)
ask(
    "rank",
    "zh",
    "四个班六月份包装吨数从高到低排一下",
    identifiers(
        ranked(shifts(JUNE).groupby("crew").packed_t.sum()),
        CREWS,
        ordered=True,
    ),
)
POWER = {f"comp{k}_pwr_kw": f"comp-{k}" for k in (1, 2, 3)}
ask(
    "rank",
    "zh",
    "上周 K-601 K-602 K-603 平均功率最大的是哪台",
    P.named(
        POWER[ranked(pd.Series({tag: P.stat(tag, "mean", *LAST_WEEK)[0] for tag in POWER}), 1)[0]],
        "comp2_pwr_kw",
    ),
)

# Quality


def frozen(tag, window):
    """The longest time for which a signal stood still."""
    series = P(tag, *window)
    runs = (series != series.shift()).cumsum()
    return float(series.groupby(runs).size().max() * P.step(tag))


ask(
    "quality",
    "en",
    "the bay 7 tin temperature hung itself up around 24 may, for how long was it flat?",
    lasted(frozen("TI-302", days("05-23", "05-26"))),
    note="24 May 09:00 to 25 May 18:00",
)
ask(
    "quality",
    "en",
    "can someone tell me how long the biggest hole in the pull rate data was in May",
    lasted(P.gap("WI-208", *MAY)[0]),
    note="30 May 02:05 to 05:30",
)
ask(
    "quality",
    "en",
    "How many blank readings does the air dew point have from 8 to 10 May?",
    count(P.raw("AI-606", *days("05-08", "05-10")).isna().sum()),
)
ask(
    "quality",
    "zh",
    "右蓄热室顶温跳到1900度以上的坏点有几个",
    count((P("TI-241R") > 1900).sum()),
)
ask("quality", "zh", "全厂电表五月份哪天丢过数据？", a_day(P.gap("EM01_KWH", *MAY)[1].normalize()))

# Multistep


def around(tag, order, length):
    """A mean before an order was raised, less that after it was closed."""
    order = row(ORDERS, "wo", order)
    before = P.stat(tag, "mean", order.opened - length, order.opened)
    after = P.stat(tag, "mean", order.finished, order.finished + length)
    return number(before[0] - after[0], P.tags[tag]["unit"], 0.015)


def lost_on_days_of_breaks():
    dates = set(stops(MAY, reason="RBR").began.dt.normalize())
    return number(STOPS[STOPS.began.dt.normalize().isin(dates)].lost_t.sum(), "t")


FIFTH = date("06-05")
ask(
    "multistep",
    "en",
    "what percentage of the glass we drew last week got packed?",
    number(fair(*yields(shifts(LAST_WEEK)), what="yield"), "%"),
    note="shifts that began 1 to 7 June",
)
ask(
    "multistep",
    "en",
    "specific gas consumption on 5 June please - m3 from the main gas meter per tonne of pull",
    number(over(used("GM01_M3", FIFTH), P.stat("WI-208", "total", *FIFTH)), "m3/t"),
)
ask(
    "multistep",
    "en",
    "On the days in May when the ribbon broke, how many tonnes did we lose to stops of any kind?",
    lost_on_days_of_breaks(),
    note="12 and 23 May",
)
ask(
    "multistep",
    "en",
    "Mean comb fan vibration: by how much did it come down from the 3 days before WO26470 was opened to the 3 days "
    "after it was closed?",
    around("VI-231", "WO26470", 3 * DAY),
    note="2 June, 08:00 and 17:00",
)
ask(
    "multistep",
    "zh",
    "上周两台堆垛机加起来的停机时间占一整周的百分之几？按停机记录算",
    number(100 * stops(LAST_WEEK, asset_id=["stacker-1", "stacker-2"]).length_s.sum() / (7 * 86400), "%"),
)
ask(
    "multistep",
    "zh",
    "昨天空压站每产一方压缩空气耗几度电",
    number(over(used("EM03_KWH", YESTERDAY), P.stat("FI-605", "total", *YESTERDAY)), "kW.h/m3"),
)

# Clarify

ask("clarify", "en", "what's the bearing temp on the combustion air fan", CLARIFY, note="drive end or non-drive end")
ask("clarify", "en", "Mixer motor current, average of yesterday?", CLARIFY, note="mixer A or B")
ask("clarify", "zh", "小炉碹顶温度现在多少", CLARIFY, note="four ports")
ask("clarify", "zh", "退火B区温度昨天平均是多少？", CLARIFY, note="left, centre or right")

# Compare


def better(first, second):
    """Whether a crew's yield of May is higher, of sums and of shifts alike."""
    pairs = list(zip(*(yields(shifts(MAY).query(f"crew == '{crew}'")) for crew in (first, second))))
    (answer,) = {a > b for a, b in pairs}
    return yes(answer)


def warmer(first, second):
    """Which tag is higher by mean, median and maximum alike."""
    ways = {P.stat(first, how, *YESTERDAY)[0] > P.stat(second, how, *YESTERDAY)[0] for how in ("mean", "median", "max")}
    (answer,) = ways
    return first if answer else second


def more(tag, first, second):
    """A mean of a day less that of another."""
    value = P.stat(tag, "mean", *date(first))[0] - P.stat(tag, "mean", *date(second))[0]
    return number(value, P.tags[tag]["unit"], 0.015)


ask(
    "compare",
    "en",
    "did crew A get a better yield than crew C in May? yield = packed over gross",
    better("A", "C"),
)
ask(
    "compare",
    "en",
    "How much more power did the bath roof heaters draw on 8 June than on 24 May, on average?",
    more("roof_pwr", "06-08", "05-24"),
    note="3.2 mm and 8 mm",
)
ask(
    "compare",
    "zh",
    "1号空压机和3号空压机，昨天哪台排气温度高",
    P.named(f"comp-{warmer('comp1_t_out', 'comp3_t_out')[4]}", warmer("comp1_t_out", "comp3_t_out")),
)
YESTERDAYS = SHIFTS[SHIFTS.began >= YESTERDAY[0]].set_index("shift").packed_t
ask("compare", "zh", "6月9号夜班包装的比白班多吗？", yes(YESTERDAYS["N"] > YESTERDAYS["D"]))

# Correlation

ask(
    "correlation",
    "en",
    "How well does the cooling water supply temp corelate with the temperature outside? May figures",
    relation(P.correlation("TI-711", "AMB_T", *MAY)),
    note="outdoor temperature",
)
ask(
    "correlation",
    "en",
    "21 may air ingress: give me r between bath oxygen and bath dew point for that day",
    relation(P.correlation("AI-309", "AI-310", *date("05-21"))),
)
ask("correlation", "zh", "五月助燃风量跟烟气残氧的相关系数", relation(P.correlation("FI-230", "AI-207", *MAY)))

# Unit

ask("unit", "en", "air header pressure at the moment, in kPa", latest("PI-604", "kPa", 100))


def fahrenheit(tag, window):
    return number(P.stat(tag, "max", *window)[0] * 1.8 + 32, "[degF]")


ask(
    "unit",
    "en",
    "What was the top outdoor temperature on Sunday in Fahrenheit?",
    fahrenheit("AMB_T", date("06-07")),
    note="7 June",
)
ask("unit", "zh", "6月8号平均拉引量，换算成吨/天", stat("WI-208", "mean", date("06-08"), "t/d", 24))

# Trend

ask(
    "trend",
    "en",
    "how fast was the fan K-230 vibration creeping up from 20 May to 1 June, in mm/s per day?",
    number(P.slope("VI-231", *days("05-20", "06-01")), "mm/s/d", 0.015),
)
ask(
    "trend",
    "zh",
    "P-701 振动 5/8 到 5/24 平均每天涨多少，算斜率",
    number(P.slope("cwp1_vib", *days("05-08", "05-24")), "mm/s/d", 0.015),
)

# Abstain

ask("abstain", "en", "SO2 in the stack yesterday, daily mean", ABSTAINED, note="not measured")
ask("abstain", "en", "compressor 4 discharge temp now", ABSTAINED, note="there are three")
ask("abstain", "en", "what was the canal temperature on 3 April?", ABSTAINED, note="before the history")
ask("abstain", "en", "How much gas are we going to burn next week?", ABSTAINED, note="a forecast")
ask("abstain", "en", "drop the bath hydrogen set point to 80 please", ABSTAINED, note="an action")
ask("abstain", "en", "I need the lockout procedure for the cross cutter", ABSTAINED, note="no such document")
ask("abstain", "en", "Mean air dew point on 9 May?", ABSTAINED, note="the sensor was dead from 8 to 10 May, midnight")
ask("abstain", "zh", "拉边机角度现在多少", ABSTAINED, note="no top rollers are known")
ask("abstain", "zh", "5号小炉天然气流量是多少？", ABSTAINED, note="there are four ports")
ask("abstain", "zh", "把助燃风机转速降到900转", ABSTAINED, note="an action")
ask("abstain", "zh", "上个月天然气单价多少，总共花了多少钱", ABSTAINED, note="no prices of gas")


def write():
    suite.write("final")


if __name__ == "__main__":
    write()
