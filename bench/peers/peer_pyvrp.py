"""PyVRP: clients that a vehicle may not serve are far away in its profile."""

import time

import numpy as np
from pyvrp import Client, ClientGroup, Depot, Location, PenaltyParams, ProblemData, Shipment, SolveParams, VehicleType, solve as pyvrp_solve
from pyvrp.stop import MaxRuntime

SHARES_ITS_WORK = False
FAR = 1 << 30


def solve(instance, seed, refused):
    if any(instance["stops"][half]["fleets"] != list(range(len(instance["fleets"]))) for s in instance["shipments"] for half in (s["pickup"], s["delivery"])):
        raise refused("shipments that not every vehicle may carry")
    data, clients = model(instance)
    started = time.monotonic()
    result = pyvrp_solve(data, MaxRuntime(instance["seconds"]), seed=seed, collect_stats=False, params=params_for(instance))
    seconds = time.monotonic() - started
    if not result.best.is_feasible():
        return None, seconds
    routes = [route_of(instance, clients, route) for route in result.best.routes()]
    return routes, seconds


def params_for(instance):
    """Its own parameters, but a unit of load too much may cost as much as the dearest way: costs of fine units need that."""
    longest = max(instance["cells"])
    dearest = max(fleet["unit_cost"] for fleet in instance["fleets"])
    return SolveParams(penalty=PenaltyParams(max_penalty=max(PenaltyParams().max_penalty, longest * dearest)))


def route_of(instance, clients, route):
    """Activities are numbered by kind; depots between the first and the last activity are reloads."""
    stops, reloads = [], []
    for activity in list(route.schedule())[1:-1]:
        shipment = instance["shipments"][activity.idx] if activity.is_shipment() else None
        if activity.is_depot():
            reloads.append([len(stops), activity.idx])
        elif shipment is not None:
            stops.append(shipment["pickup" if activity.is_pickup() else "delivery"])
        else:
            stops.append(clients[activity.idx])
    # Vehicle types are the fleets, in their order.
    return {"fleet": route.vehicle_type(), "stops": stops, "reloads": reloads}


def model(instance):
    depots, stops, fleets = instance["depots"], instance["stops"], instance["fleets"]
    size = depots + len(stops)
    cells = np.array(instance["cells"], dtype=np.int64).reshape(size, size)
    cells = np.where(cells < 0, FAR, cells)
    gains = instance["objective"] == "gain"
    shipped = {half for s in instance["shipments"] for half in (s["pickup"], s["delivery"])}
    numbers = [index for index in range(len(stops)) if index not in shipped]
    group_of = {index: g for g, members in enumerate(instance["groups"]) for index in members}
    clients = [
        Client(
            depots + index,
            delivery=stops[index]["demand"],
            pickup=stops[index]["collected"],
            service_duration=stops[index]["service"],
            tw_early=window(stops[index])[0],
            tw_late=window(stops[index])[1],
            release_time=stops[index]["release"],
            prize=stops[index]["prize"] or 0,
            required=stops[index]["prize"] is None and index not in group_of,
            group=group_of.get(index),
        )
        for index in numbers
    ]
    client_groups = [ClientGroup([numbers.index(index) for index in members]) for members in instance["groups"]]
    shipments = [
        Shipment(
            depots + s["pickup"],
            depots + s["delivery"],
            *window(stops[s["pickup"]]),
            stops[s["pickup"]]["service"],
            *window(stops[s["delivery"]]),
            stops[s["delivery"]]["service"],
            amount=s["amount"],
        )
        for s in instance["shipments"]
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
            reload_depots=fleet["reloads"],
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
    homes = [Depot(d) for d in range(depots)]
    data = ProblemData(places, clients, homes, vehicle_types, durations, durations, client_groups, shipments)
    return data, numbers


def window(stop):
    return stop["window"] if stop["window"] else (0, np.iinfo(np.int64).max)
