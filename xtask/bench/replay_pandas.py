"""The replay's generated scenarios once more, vectorised in pandas over whole micros.

    replay_pandas.py BOOK.csv OURS.json

reads the book and the totals that `replay_speed` wrote, computes every total again and prints one JSON
object with both times and the largest difference. Rules are written out here by hand: DHgate's commission,
Stripe's fee, a lane by the kilogram in CNY, three layers of duty.
"""

import json
import sys
import time

import numpy as np
import pandas as pd


def divide(number, by):
    """Rounded half to even."""
    quotient = number // by
    rest = 2 * (number - quotient * by)
    return quotient + ((rest > by) | ((rest == by) & (quotient % 2 != 0)))


def cents(micros_times, by):
    """Whole cents, in micros."""
    return divide(micros_times, by * 10_000) * 10_000


def percent(micros, pct):
    return divide(micros * pct, 100)


def exchanged(micros, rate):
    return np.rint(micros.to_numpy().astype(float) * rate.to_numpy()).astype(np.int64)


def totals(book, price):
    pieces = book.pieces
    goods = cents(book.amount_cents * 100 * (100 + price), 1)
    shipping = book.shipping_cents * 10_000
    revenue = goods + shipping
    cost = {}
    cost["goods"] = book.cost_micros * pieces
    each = goods // pieces * pieces
    rate = np.select([goods < 300_000_000, goods < 1_000_000_000], [1250, 400], 50)
    cost["commission"] = cents(each * rate, 10_000)
    before = np.arange(len(book), dtype=np.int64)
    year = 999_000_000
    shares = pd.Series((before + 1) * year // len(book) - before * year // len(book))
    cost["subscription"] = pd.Series(exchanged(shares, book.cny_usd))
    cost["payment_fee"] = cents(revenue * 29 + 300_000 * 1000, 1000)
    billed = np.maximum(book.weight_g * pieces, -(-book.stacked_mm3 // 6000))
    cost["freight"] = pd.Series(exchanged(cents(50_000_000 * 1000 + 30_000_000 * np.maximum(billed, 50), 1000), book.cny_usd))
    cost["duty"] = cents(goods * 53, 1000) + cents(goods * 75, 1000) + cents(goods * 125, 1000)
    cost["advertising"] = percent(revenue, 7)
    cost["return_refund"] = percent(revenue, 4)
    cost["return_goods"] = -percent(percent(cost["goods"], 4), 50)
    cost["return_freight"] = percent(percent(cost["freight"], 4), 80)
    cost["return_fees"] = -percent(cost["commission"], 4)
    bound = cost["goods"] * 24 + (cost["freight"] + cost["duty"] + cost["advertising"]) * 14
    cost["capital"] = divide(bound * 12, 100 * 365)
    sums = {kind: int(values.sum()) for kind, values in cost.items()}
    sums["cm4"] = int(revenue.sum()) - sum(sums.values())
    return sums


def main():
    book = pd.read_csv(sys.argv[1])
    with open(sys.argv[2]) as file:
        ours = json.load(file)
    book["stacked_mm3"] = book.volume_mm3 * book.pieces
    start = time.perf_counter()
    theirs = [totals(book, price) for price in range(ours["scenarios"])]
    seconds = time.perf_counter() - start
    worst = 0.0
    for own, other in zip(ours["totals"], theirs):
        if own["answered"] != ours["orders"]:
            raise SystemExit(f"{own['slug']}: {own['answered']} of {ours['orders']} orders have a result")
        for kind, value in other.items():
            apart = abs(own.get(kind, 0) - value) / 10_000
            if apart > 0.5:
                print(f"{own['slug']} {kind}: {own.get(kind, 0)} and {value}", file=sys.stderr)
            worst = max(worst, apart)
    result = {key: value for key, value in ours.items() if key != "totals"}
    print(json.dumps({**result, "pandas_seconds": seconds, "largest_difference_cents": worst}))


main()
