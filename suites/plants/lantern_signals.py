"""Lantern Hill Brewery: what is measured, one list of values a tag over a grid of times; None is a blank."""

import math

from lantern_plan import PRODUCTS, START, STUCK_MASH, at, cover, mins, off_day, within
from made import Noise

MISSING = "missing"  # no row at all, where a row holds one sample
STATE_OF = {"F31": 2, "F32": 3, "F41": 5, "F42": 6}  # states of the line by code of a stop, else a fault


def brewhouse(rng, times, brews):
    """Mash tun, lauter tun, kettle, wort cooler and hot liquor, by the brews."""
    tags = (
        "BH_TT101 BH_IT102 BH_PH103 BH_DPT201 BH_FT202 BH_QT203 BH_TT204 BH_TT301 BH_LT302 BH_FT303 "
        "BH_DT304 BH_TT401 BH_FT402 BH_OT403 BH_TT501 BH_LT502"
    )
    out = {tag: [] for tag in tags.split()}
    mash = cover(times, [(b.start, b.lauter_start, b) for b in brews])
    laut = cover(times, [(b.lauter_start, b.lauter_end, b) for b in brews])
    kett = cover(times, [(b.lauter_start + mins(10), b.cool, b) for b in brews])
    cool = cover(times, [(b.cool, b.end, b) for b in brews])
    mash_t, kettle_t, liquor, level, hot = 22.0, 25.0, 78.0, 70.0, 40.0
    wander = {tag: Noise(rng, 1, 0.9) for tag in out}
    offsets = {b.number: (rng.gauss(0, 0.25), rng.gauss(0, 0.035), rng.gauss(0, 9), rng.gauss(0, 0.5)) for b in brews}
    for k, t in enumerate(times):
        b = mash[k]
        if b:
            m = (t - b.start).total_seconds() / 60
            warm, ph, _, _ = offsets[b.number]
            target = (53 if m < 20 else 63.5 if m < 65 else 72.4 if m < 100 else 77.8) + warm
            mash_t += (target - mash_t) * 0.5 if m > 4 else (52 - mash_t) * 0.9
            wear = max(0, min(1, (t - at("04-08 00:00")).total_seconds() / 86400 / 21)) if t < at("04-29 22:00") else 0
            load = 31.5 + (2.2 if b.product in ("WIT", "IPA") else 0) + 7.5 * wear**1.5
            out["BH_IT102"].append(load + wander["BH_IT102"]() * 0.9)
            out["BH_PH103"].append(5.47 + ph + 0.07 * math.exp(-m / 25) + rng.gauss(0, 0.008))
        else:
            mash_t += (22 - mash_t) * 0.02
            out["BH_IT102"].append(0.0)
            out["BH_PH103"].append(None)
        out["BH_TT101"].append(mash_t + rng.gauss(0, 0.12))
        b = laut[k]
        if b:
            m, bad = (t - b.lauter_start).total_seconds() / 60, b.number == STUCK_MASH
            extra = offsets[b.number][2]
            pressure = 38 + extra + 62 * (m / b.lauter) + wander["BH_DPT201"]() * 4
            if bad:
                pressure = (
                    60 + min(150, m * 2.1) + wander["BH_DPT201"]() * 3 if m < 95 else 96 + wander["BH_DPT201"]() * 6
                )
            out["BH_DPT201"].append(pressure)
            flow = (61 if not bad else 60 - min(44, m * 0.6) if m < 95 else 47) + wander["BH_FT202"]() * 2.2
            out["BH_FT202"].append(max(4, flow) * min(1, (m + 2) / 12))
            out["BH_QT203"].append(
                9 + 60 * math.exp(-m / 14) + (14 if bad and 40 < m < 95 else 0) + abs(rng.gauss(0, 1.2))
            )
            out["BH_TT204"].append(76.4 + wander["BH_TT204"]() * 0.5)
        else:
            out["BH_DPT201"].append(rng.gauss(0, 0.3))
            out["BH_FT202"].append(0.0)
            out["BH_QT203"].append(None)
            out["BH_TT204"].append(None)
        b = kett[k]
        if b:
            if t < b.lauter_end:
                kettle_t += (73.5 - kettle_t) * 0.25
                volume = 108 * (t - b.lauter_start).total_seconds() / (b.lauter_end - b.lauter_start).total_seconds()
                steam, gravity = 260 + rng.gauss(0, 20), b.og * (1.28 - 0.34 * volume / 108)
            elif t < b.boil:
                kettle_t += (99.6 - kettle_t) * 0.42
                volume, steam, gravity = 108, 3650 + rng.gauss(0, 70), b.og * 0.94
            elif t < b.boil_end:
                kettle_t = 99.9 + rng.gauss(0, 0.08)
                share = (t - b.boil).total_seconds() / 3900
                volume, steam, gravity = 108 - 5.2 * share, 2180 + rng.gauss(0, 60), b.og * (0.94 + 0.06 * share)
            else:
                kettle_t -= 0.35
                volume, steam, gravity = 102.6, 0.0, b.og
            if within("05-07 04:10", t, "05-07 05:25"):
                steam *= 0.3
            out["BH_TT301"].append(kettle_t + rng.gauss(0, 0.06))
            out["BH_LT302"].append(max(0, volume + rng.gauss(0, 0.25)))
            out["BH_FT303"].append(max(0, steam))
            out["BH_DT304"].append(gravity + rng.gauss(0, 0.03))
        else:
            kettle_t += (26 - kettle_t) * 0.015
            out["BH_TT301"].append(kettle_t + rng.gauss(0, 0.1))
            out["BH_LT302"].append(0.0)
            out["BH_FT303"].append(0.0)
            out["BH_DT304"].append(None)
        b = cool[k]
        if b:
            target = PRODUCTS[b.product][2] - 2.5
            warm = 2.4 if within("04-22 13:00", t, "04-22 18:40") else 0
            out["BH_TT401"].append(target + warm + wander["BH_TT401"]() * 0.35)
            out["BH_FT402"].append(102 + wander["BH_FT402"]() * 1.8)
            out["BH_OT403"].append(8.9 + offsets[b.number][3] + rng.gauss(0, 0.15))
            hot += (79 - hot) * 0.3
        else:
            out["BH_TT401"].append(None)
            out["BH_FT402"].append(0.0)
            out["BH_OT403"].append(None)
        drawn = (1.9 if mash[k] and (t - mash[k].start) < mins(25) else 0) + (0.75 if laut[k] else 0)
        level = min(96, max(12, level - drawn + (1.85 if cool[k] else 0.06 if level < 75 else 0)))
        liquor += (79.2 - liquor) * 0.03 - (0.35 if drawn > 1.5 else 0)
        out["BH_TT501"].append(liquor + wander["BH_TT501"]() * 0.25)
        out["BH_LT502"].append(level + rng.gauss(0, 0.15))
    for k, t in enumerate(times):  # spikes and losses of signal
        if t in (at("04-16 09:05"), at("05-05 16:40")):
            out["BH_DPT201"][k] = 499.9
        if within("04-14 10:00", t, "04-14 10:35"):
            out["BH_PH103"][k] = None
        if within("05-12 02:00", t, "05-12 03:05"):
            for tag in out:
                out[tag][k] = None
    return out


def cellar(rng, times, fills):
    """Fermenters and bright beer tank; returns how lively fermentation is beside the signals."""
    tags = [f"FV{n}_{what}" for n in (1, 2, 3, 4) for what in ("TT", "PT", "DT", "CV")]
    out = {tag: [] for tag in tags + ["BBT_TT", "BBT_PT", "BBT_LT", "BBT_CO2", "BBT_DO"]}
    activity = [0.0] * len(times)
    for n in (1, 2, 3, 4):
        name = f"FV{n}"
        mine = [f for f in fills if f[0] == name]
        temp, press = 14.0, 0.05
        noise_t, noise_p, noise_v = Noise(rng, 0.07, 0.9), Noise(rng, 0.012, 0.9), Noise(rng, 2.2, 0.7)
        for k, t in enumerate(times):
            current = None
            for fill in mine:
                begin = fill[3][0].cool if fill[3] else fill[2] + mins(400)
                if begin <= t and (fill[4] is None or t < fill[4] + mins(270)):
                    current, since = fill, (t - begin).total_seconds() / 3600
            if current is None:
                last = [f[4] + mins(270) for f in mine if f[4] and f[4] + mins(270) <= t]
                washing = last and mins(90) <= t - max(last) < mins(165)
                temp += ((66 if washing else 13.5) - temp) * (0.5 if washing else 0.06)
                press += (0.02 - press) * 0.4
                out[f"{name}_DT"].append(None)
                out[f"{name}_CV"].append(0.0)
            else:
                og, fg, warm, half, *_ = PRODUCTS[current[1]]
                if name == "FV2" and current[2] == at("04-16 05:00"):
                    half, fg = half * 1.62, fg + 0.9  # sluggish yeast
                share = 1 / (1 + math.exp(-(since - half) / (half / 4.6)))
                gravity = og - (og - fg) * share
                rate = share * (1 - share) * 4
                activity[k] += rate
                crash = since > 150 and not (name == "FV2" and current[2] == at("04-16 05:00") and since < 176)
                target = 1.5 if crash else warm + (1.0 if share > 0.85 else 0)
                temp += (target - temp) * (0.035 if crash else 0.08)
                trip = within("04-22 13:05", t, "04-22 19:15")
                if trip:
                    temp += 0.02 + 0.05 * rate
                valve = 8 + 52 * rate + (34 if crash and temp > 2.6 else 6 if crash else 0) + (30 if trip else 0)
                set_p = 0.22 if share < 0.7 else 0.85
                if name == "FV4" and within("04-26 20:00", t, "04-27 07:45"):
                    set_p = 1.46
                if current[4] and t >= current[4]:
                    set_p = 0.6
                press += (set_p - press) * (0.10 if set_p < 1.2 else 0.07)
                out[f"{name}_DT"].append(gravity + rng.gauss(0, 0.025))
                out[f"{name}_CV"].append(min(100, max(0, valve + noise_v())))
            out[f"{name}_TT"].append(temp + noise_t())
            out[f"{name}_PT"].append(max(0, press + noise_p()))
    level, do = 46.0, 16.0
    racks = cover(times, [(f[4], f[4] + mins(270), f) for f in fills if f[4]])
    noise = {tag: Noise(rng, 1, 0.92) for tag in out}
    for k, t in enumerate(times):
        working = not off_day(t) and 6.3 <= t.hour + t.minute / 60 < (13.6 if t.weekday() == 4 else 19.5)
        if racks[k]:
            level += 3.7
            do += (24 - do) * 0.08
        if working and level > 6:
            level -= 0.8
        do += (13 - do) * 0.01 + (0.9 if within("05-05 06:00", t, "05-06 14:00") else 0) * 0.3
        level = min(97, max(4, level))
        out["BBT_TT"].append(
            1.2
            + 0.02 * (97 - level) / 10
            + (1.3 if within("04-22 14:00", t, "04-22 21:00") else 0)
            + noise["BBT_TT"]() * 0.12
        )
        out["BBT_PT"].append(1.05 + noise["BBT_PT"]() * 0.03 - (0.12 if working else 0))
        out["BBT_LT"].append(level + rng.gauss(0, 0.12))
        out["BBT_CO2"].append(
            5.18 + noise["BBT_CO2"]() * 0.06 - (0.33 if within("04-30 13:00", t, "05-01 04:00") else 0)
        )
        out["BBT_DO"].append(max(3, do + noise["BBT_DO"]() * 1.6))
    frozen = None
    for k, t in enumerate(times):
        if within("04-24 03:00", t, "04-25 11:30"):
            frozen = frozen if frozen is not None else out["FV3_TT"][k]
            out["FV3_TT"][k] = frozen
        if t in (at("04-12 04:30"), at("05-09 22:15")):
            out["FV1_PT"][k] = 3.2
        if within("05-02 10:00", t, "05-02 15:30"):
            for tag in ("FV1_TT", "FV1_PT", "FV1_DT", "FV1_CV"):
                out[tag][k] = MISSING
        if within("04-19 07:00", t, "04-19 13:15"):
            out["BBT_DO"][k] = None
    return out, activity


def filtration(rng, times, fills, stops):
    """The beer filter, while a tank is racked off and no stop holds it."""
    tags = "KF_FT KF_DP KF_QT KF_TOT"
    out = {tag: [] for tag in tags.split()}
    runs = cover(times, [(f[4], f[4] + mins(285), f) for f in fills if f[4]])
    stopped = cover(times, [(s[1], s[2], s) for s in stops if s[0] == "Beer filter"])
    total, dp, flow_n, turb = 218430.0, 0.0, Noise(rng, 2.0, 0.8), Noise(rng, 0.05, 0.85)
    for k, t in enumerate(times):
        fill = runs[k]
        if fill and not stopped[k]:
            fresh = runs[k - 1] is None if k else True
            if fresh or (k and stopped[k - 1]):
                dp = 0.42
            dp += {"PIL": 0.029, "AMB": 0.022, "WIT": 0.036, "IPA": 0.033}[fill[1]] * (1 + 0.2 * rng.random())
            flow = 88 - 6 * max(0, dp - 1) + flow_n()
            haze = 0.42 + turb() + (0.25 if fill[1] == "WIT" else 0)
            if within("05-06 10:20", t, "05-06 11:10"):
                haze += 0.95
            out["KF_FT"].append(flow)
            out["KF_DP"].append(dp + rng.gauss(0, 0.02))
            out["KF_QT"].append(max(0.1, haze))
            total += flow / 12
        else:
            out["KF_FT"].append(0.0)
            out["KF_DP"].append(abs(rng.gauss(0, 0.01)))
            out["KF_QT"].append(None)
        out["KF_TOT"].append(total)
    return out


def packaging(rng, times, runs, stops):
    """Bottle filler and tunnel pasteuriser."""
    tags = "BF_SPD BF_STATE BF_CNT BF_REJ BF_BOWL BF_DO TP_PU TP_Z5 TP_SPR TP_BELT"
    out = {tag: [] for tag in tags.split()}
    on = cover(times, [(a, b, True) for a, b in runs])
    stop = cover(times, [(s[1], s[2], s) for s in stops if s[0] != "Beer filter"])
    count, speed, zone = 61_204_880, 0.0, 24.0
    noise = {tag: Noise(rng, 1, 0.88) for tag in out}
    for k, t in enumerate(times):
        state = 0
        if on[k]:
            s = stop[k]
            state = 1 if not s else 3 if s[0] == "Tunnel pasteuriser" else STATE_OF.get(s[3], 4)
        speed = 8150 + noise["BF_SPD"]() * 110 if state == 1 else 0.0
        made = round(speed / 12)
        count += made
        out["BF_SPD"].append(speed)
        out["BF_STATE"].append(state)
        out["BF_CNT"].append(count)
        leaking = within("05-05 06:00", t, "05-06 13:10")
        expected = made * (0.0031 if not leaking else 0.0105)
        out["BF_REJ"].append(max(0, round(expected + rng.gauss(0, 0.9 + expected * 0.3))) if made else 0)
        out["BF_BOWL"].append(
            2.1 + noise["BF_BOWL"]() * 0.05 if state in (1, 2, 3, 4, 5) else 0.1 + abs(rng.gauss(0, 0.02))
        )
        out["BF_DO"].append(max(8, 31 + noise["BF_DO"]() * 4 + (38 if leaking else 0)) if state == 1 else None)
        weak = within("04-27 09:40", t, "04-27 11:20")
        running = on[k] and state != 6
        zone += ((62.3 if running else 24) - zone) * (0.25 if running else 0.03)
        out["TP_Z5"].append(zone - (2.3 if weak else 0) + noise["TP_Z5"]() * 0.18)
        out["TP_SPR"].append((1.62 - (0.75 if weak else 0) + noise["TP_SPR"]() * 0.04) if running else 0.0)
        belt = 0.44 + rng.gauss(0, 0.004) if state in (1, 2, 4) else 0.0
        out["TP_BELT"].append(belt)
        out["TP_PU"].append(
            21.5 - (9.3 if weak else 0) + noise["TP_PU"]() * 1.1 + (6 if k and out["TP_BELT"][k - 1] == 0 else 0)
            if belt
            else None
        )
    for k, t in enumerate(times):
        if t == at("04-23 10:25"):
            out["BF_DO"][k] = 999.0
    return out


def utilities(rng, times, brews, runs, activity, cellar_times):
    """Boiler, glycol plant and recovery of CO2, by what the others draw."""
    tags = (
        "ST_PT01 ST_FT02 ST_GAS03 ST_FLUE04 ST_GASM05 GL_TT11 GL_TT12 GL_JT13 GL_LT14 GL_KWH15 CO2_PT21 "
        "CO2_LT22 CO2_QT23 CO2_FT24"
    )
    out = {tag: [] for tag in tags.split()}
    heat = cover(times, [(b.lauter_end, b.boil_end, b) for b in brews])
    mash = cover(times, [(b.start, b.lauter_start, b) for b in brews])
    cool = cover(times, [(b.cool, b.end, b) for b in brews])
    line = cover(times, [(a, b, True) for a, b in runs])
    lookup = dict(zip(cellar_times, activity))
    gas_meter, kwh, supply, tank, lev, act = 1_402_655.0, 884_120.0, -4.2, 61.0, 74.0, 1.0
    noise = {tag: Noise(rng, 1, 0.85) for tag in out}
    for k, t in enumerate(times):
        act = lookup.get(t, act)
        hour = t.hour + t.minute / 60
        load = 0.0
        if heat[k]:
            load = 3.5 if t < heat[k].boil else 2.15
        steam = 0.35 + load + (0.55 if mash[k] else 0) + (0.62 if line[k] else 0) + noise["ST_FT02"]() * 0.07
        lock = within("05-07 04:10", t, "05-07 05:25")
        off = within("04-03 14:00", t, "04-06 16:00")
        steam = steam * 0.25 if lock else 0.0 if off else max(0.1, steam)
        pressure = 8.2 - 0.13 * steam + noise["ST_PT01"]() * 0.07 - (3.6 if lock else 0)
        if off:
            hours = (t - at("04-03 14:00")).total_seconds() / 3600
            pressure = max(0.3, 8.1 * math.exp(-hours / 9)) + abs(rng.gauss(0, 0.02))
        gas = 0.0 if lock or off else steam * 74.5 + 4 + noise["ST_GAS03"]() * 2
        foul = (t - START).total_seconds() / 86400 / 33 if t < at("05-04 06:00") else 0.02
        flue = 318 + 46 * foul + 11 * steam + noise["ST_FLUE04"]() * 3
        if off or lock:
            flue = 96 + rng.gauss(0, 3) if off else 190 + rng.gauss(0, 5)
        out["ST_PT01"].append(pressure)
        out["ST_FT02"].append(steam)
        out["ST_GAS03"].append(max(0, gas))
        out["ST_FLUE04"].append(flue)
        gas_meter += max(0, gas) / 6
        out["ST_GASM05"].append(gas_meter)
        trip = within("04-22 13:05", t, "04-22 18:20")
        ambient = 11 + 5 * math.sin((hour - 9) / 24 * 2 * math.pi) + 4 * (t - START).total_seconds() / 86400 / 42
        need = 22 + 19 * act + (34 if cool[k] else 0) + 1.3 * (ambient - 10) + (14 if line[k] else 0)
        supply += 0.22 if trip else (-4.2 + 0.008 * need - supply) * 0.12
        power = 3.0 + abs(rng.gauss(0, 0.3)) if trip else max(12, need + noise["GL_JT13"]() * 4)
        out["GL_TT11"].append(supply + noise["GL_TT11"]() * 0.1)
        out["GL_TT12"].append(supply + 1.3 + 0.022 * need + noise["GL_TT12"]() * 0.12)
        out["GL_JT13"].append(power)
        tank -= 0.0042
        if t == at("04-28 10:00"):
            tank = 78.0
        out["GL_LT14"].append(tank + rng.gauss(0, 0.12))
        kwh += power / 6
        out["GL_KWH15"].append(kwh)
        recovered = max(0, 17 * act - 4) + noise["CO2_FT24"]() * 2 if act > 0.3 else 0.0
        lev += max(0, recovered) / 6 / 120 - (0.13 if line[k] else 0.012)
        if t in (at("04-15 11:00"), at("04-28 14:00"), at("05-08 10:30")):
            lev = 93.0
        lev = max(18, min(95, lev))
        out["CO2_PT21"].append(
            262 + 0.25 * (lev - 60) + 6 * math.sin((hour - 9) / 24 * 2 * math.pi) + noise["CO2_PT21"]() * 1.6
        )
        out["CO2_LT22"].append(lev + rng.gauss(0, 0.1))
        out["CO2_QT23"].append(
            None
            if within("04-11 08:00", t, "04-13 09:20")
            else min(
                99.999, 99.982 + noise["CO2_QT23"]() * 0.004 - (0.05 if within("05-07 20:00", t, "05-08 02:00") else 0)
            )
        )
        out["CO2_FT24"].append(max(0, recovered))
    return out
