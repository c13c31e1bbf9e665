"""VROOM at its deepest exploration, with the time as its limit; it has no prizes and no limits on a route's whole duration."""

import datetime
import time

import numpy as np
import vroom

SHARES_ITS_WORK = True
# So many times the longest way there is stands for none: more, and VROOM fears for its sums.
FAR = 50
DEEPEST = 5
# Whole seconds of cost for a second of travel: `per_hour` of 3,600 is a cost of 1 for each.
PER_HOUR = 3600


def solve(instance, seed, refused):
    depots, stops, fleets = instance["depots"], instance["stops"], instance["fleets"]
    if any(stop["prize"] is not None for stop in stops):
        raise refused("it has no prizes")
    if instance["groups"]:
        raise refused("it has no alternatives")
    if any(stop["release"] > 0 for stop in stops) or any(fleet["reloads"] for fleet in fleets):
        raise refused("it has no trips and no release times")
    if any(fleet["max_duration"] is not None and has_service(stops) for fleet in fleets):
        raise refused("it has no limit on a route's whole duration")
    size = depots + len(stops)
    cells = np.array(instance["cells"], dtype=np.int64).reshape(size, size)
    matrix = np.where(cells < 0, FAR * cells.max(), cells).astype(np.uint32)
    problem = vroom.Input()
    problem.set_durations_matrix("car", matrix)
    problem.set_distances_matrix("car", matrix)
    problem.set_costs_matrix("car", matrix)
    for unit in sorted({fleet["unit_cost"] for fleet in fleets}):
        if unit != 1:
            raise refused("its costs of a length are whole numbers of 32 bits, which these are not")
    # A skill for each set of vehicles that may serve a stop.
    ables = sorted({tuple(stop["fleets"]) for stop in stops})
    add_jobs(problem, instance, ables)
    vehicles = add_vehicles(problem, fleets, len(stops), ables)
    started = time.monotonic()
    limit = datetime.timedelta(seconds=instance["seconds"])
    found = problem.solve(exploration_level=DEEPEST, nb_threads=instance["workers"], timeout=limit)
    seconds = time.monotonic() - started
    routes = {}
    for step in found.routes.itertuples():
        if step.type in ("job", "pickup", "delivery"):
            routes.setdefault(step.vehicle_id, []).append(int(step.id))
    return [{"fleet": vehicles[vehicle], "stops": visited} for vehicle, visited in routes.items()], seconds


def has_service(stops):
    """Without service and windows, a route's duration is its travel time."""
    return any(stop["service"] > 0 or stop["window"] for stop in stops)


def add_jobs(problem, instance, ables):
    """Halves of shipments are numbered as the stops that they are."""
    stops, depots = instance["stops"], instance["depots"]
    shipped = {half for s in instance["shipments"] for half in (s["pickup"], s["delivery"])}

    def windows(stop):
        return [vroom.TimeWindow(*stop["window"])] if stop["window"] else ()

    def half(index):
        stop = stops[index]
        return vroom.ShipmentStep(index, location=depots + index, default_service=stop["service"], time_windows=windows(stop))

    for index, stop in enumerate(stops):
        if index not in shipped:
            problem.add_job(
                vroom.Job(
                    index,
                    location=depots + index,
                    default_service=stop["service"],
                    delivery=stop["demand"],
                    pickup=stop["collected"],
                    skills={ables.index(tuple(stop["fleets"]))},
                    time_windows=windows(stop),
                )
            )
    for shipment in instance["shipments"]:
        able = tuple(f for f in stops[shipment["pickup"]]["fleets"] if f in stops[shipment["delivery"]]["fleets"])
        if able not in ables:
            ables.append(able)
        problem.add_shipment(
            half(shipment["pickup"]), half(shipment["delivery"]), amount=vroom.Amount(shipment["amount"]), skills={ables.index(able)}
        )


def add_vehicles(problem, fleets, stops, ables):
    vehicles = []
    for f, fleet in enumerate(fleets):
        for _ in range(min(fleet["count"], stops)):
            problem.add_vehicle(
                vroom.Vehicle(
                    len(vehicles),
                    start=fleet["depot"],
                    end=fleet["depot"],
                    capacity=fleet["capacity"],
                    skills={k for k, able in enumerate(ables) if f in able},
                    time_window=vroom.TimeWindow(*fleet["shift"]) if fleet["shift"] else None,
                    max_travel_time=fleet["max_duration"],
                    max_distance=fleet["max_distance"],
                    costs=vroom.VehicleCosts(fixed=fleet["fixed_cost"], per_hour=PER_HOUR),
                )
            )
            vehicles.append(f)
    return vehicles
