"""PyVRP: clients that a vehicle may not serve are far away in its profile."""

import time

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, VehicleType, solve as pyvrp_solve
from pyvrp.stop import MaxRuntime

SHARES_ITS_WORK = False
FAR = 1 << 30


def solve(instance, seed, refused):
    data, types = model(instance)
    started = time.monotonic()
    result = pyvrp_solve(data, MaxRuntime(instance["seconds"]), seed=seed, collect_stats=False)
    seconds = time.monotonic() - started
    if not result.best.is_feasible():
        return None, seconds
    routes = [
        {"fleet": types[route.vehicle_type()], "stops": [activity.idx for activity in route.schedule() if activity.is_client()]}
        for route in result.best.routes()
    ]
    return routes, seconds


def model(instance):
    depots, stops, fleets = instance["depots"], instance["stops"], instance["fleets"]
    size = depots + len(stops)
    cells = np.array(instance["cells"], dtype=np.int64).reshape(size, size)
    cells = np.where(cells < 0, FAR, cells)
    gains = instance["objective"] == "gain"
    clients = [
        Client(
            depots + index,
            delivery=stop["demand"],
            service_duration=stop["service"],
            tw_early=stop["window"][0] if stop["window"] else 0,
            tw_late=stop["window"][1] if stop["window"] else np.iinfo(np.int64).max,
            prize=stop["prize"] or 0,
            required=stop["prize"] is None,
        )
        for index, stop in enumerate(stops)
    ]
    groups = sorted({frozenset(i for i, s in enumerate(stops) if f not in s["fleets"]) for f in range(len(fleets))}, key=sorted)
    durations = []
    for barred in groups:
        own = cells.copy()
        for index in barred:
            own[depots + index, :] = FAR
            own[:, depots + index] = FAR
            own[depots + index, depots + index] = 0
        durations.append(own)
    vehicle_types = [
        VehicleType(
            fleet["count"],
            capacity=fleet["capacity"],
            start_depot=fleet["depot"],
            end_depot=fleet["depot"],
            fixed_cost=fleet["fixed_cost"],
            tw_early=fleet["shift"][0] if fleet["shift"] else 0,
            tw_late=fleet["shift"][1] if fleet["shift"] else np.iinfo(np.int64).max,
            shift_duration=fleet["max_duration"] if fleet["max_duration"] is not None else np.iinfo(np.int64).max,
            max_distance=fleet["max_distance"] if fleet["max_distance"] is not None else np.iinfo(np.int64).max,
            unit_distance_cost=0 if gains else fleet["unit_cost"],
            profile=groups.index(frozenset(i for i, s in enumerate(stops) if f not in s["fleets"])),
        )
        for f, fleet in enumerate(fleets)
    ]
    places = [Location(0, 0) for _ in range(size)]
    data = ProblemData(places, clients, [Depot(d) for d in range(depots)], vehicle_types, durations, durations)
    return data, list(range(len(fleets)))
