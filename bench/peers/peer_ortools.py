"""OR-Tools' routing library: cheapest insertion, then guided local search, as its guide recommends."""

import time

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

SHARES_ITS_WORK = False
FAR = 1 << 30
NEVER = 1 << 40


def solve(instance, seed, refused):
    depots, stops, fleets = instance["depots"], instance["stops"], instance["fleets"]
    if any(stop["release"] > 0 for stop in stops) or any(fleet["reloads"] for fleet in fleets):
        raise refused("no model of trips and release times that its guide knows")
    if any(any(stop["collected"]) for stop in stops):
        raise refused("no model of pickups mixed with deliveries that its guide knows")
    size = depots + len(stops)
    cells = instance["cells"]
    vehicles = [f for f, fleet in enumerate(fleets) for _ in range(min(fleet["count"], len(stops)))]
    starts = [fleets[f]["depot"] for f in vehicles]
    manager = pywrapcp.RoutingIndexManager(size, len(vehicles), starts, starts)
    routing = pywrapcp.RoutingModel(manager)
    gains = instance["objective"] == "gain"
    add_costs(routing, manager, instance, vehicles, gains)
    add_capacity(routing, manager, instance, vehicles)
    add_time(routing, manager, instance, vehicles)
    for index, stop in enumerate(stops):
        node = manager.NodeToIndex(depots + index)
        if stop["prize"] is not None:
            routing.AddDisjunction([node], stop["prize"])
        if len(stop["fleets"]) < len(fleets):
            able = set(stop["fleets"])
            routing.VehicleVar(node).SetValues([-1] + [v for v, f in enumerate(vehicles) if f in able])
        for other in range(size):
            if cells[other * size + depots + index] < 0 and other >= depots:
                routing.NextVar(manager.NodeToIndex(other)).RemoveValue(node)
    for members in instance["groups"]:
        routing.AddDisjunction([manager.NodeToIndex(depots + index) for index in members])
    add_shipments(routing, manager, instance)
    bar_from_depots(routing, manager, instance, vehicles)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(1000 * instance["seconds"]))
    routing.solver().ReSeed(seed)
    started = time.monotonic()
    found = routing.SolveWithParameters(parameters)
    seconds = time.monotonic() - started
    if found is None:
        return None, seconds
    return routes_of(routing, manager, found, vehicles, depots), seconds


def add_shipments(routing, manager, instance):
    if not instance["shipments"]:
        return
    solver = routing.solver()
    time_of = routing.GetDimensionOrDie("time")
    for shipment in instance["shipments"]:
        pickup, delivery = (manager.NodeToIndex(instance["depots"] + shipment[half]) for half in ("pickup", "delivery"))
        routing.AddPickupAndDelivery(pickup, delivery)
        solver.Add(routing.VehicleVar(pickup) == routing.VehicleVar(delivery))
        solver.Add(time_of.CumulVar(pickup) <= time_of.CumulVar(delivery))


def add_costs(routing, manager, instance, vehicles, gains):
    size = instance["depots"] + len(instance["stops"])
    cells = instance["cells"]
    evaluators = {}
    for vehicle, f in enumerate(vehicles):
        fleet = instance["fleets"][f]
        unit = 0 if gains else fleet["unit_cost"]
        if unit not in evaluators:
            rows = [[unit * (c if c >= 0 else FAR) for c in cells[i * size : (i + 1) * size]] for i in range(size)]
            evaluators[unit] = routing.RegisterTransitMatrix(rows)
        routing.SetArcCostEvaluatorOfVehicle(evaluators[unit], vehicle)
        routing.SetFixedCostOfVehicle(fleet["fixed_cost"], vehicle)
    if any(instance["fleets"][f]["max_distance"] is not None for f in vehicles):
        rows = [[c if c >= 0 else FAR for c in cells[i * size : (i + 1) * size]] for i in range(size)]
        limits = [instance["fleets"][f]["max_distance"] for f in vehicles]
        transit = routing.RegisterTransitMatrix(rows)
        capacities = [NEVER if limit is None else limit for limit in limits]
        routing.AddDimensionWithVehicleTransitAndCapacity([transit] * len(vehicles), 0, capacities, True, "distance")


def add_capacity(routing, manager, instance, vehicles):
    depots = instance["depots"]
    for d in range(len(instance["fleets"][0]["capacity"])):
        loads = [0] * depots + [stop["demand"][d] if stop["demand"] else 0 for stop in instance["stops"]]
        for shipment in instance["shipments"]:
            loads[depots + shipment["pickup"]] += shipment["amount"][d]
            loads[depots + shipment["delivery"]] -= shipment["amount"][d]
        demand = routing.RegisterUnaryTransitVector(loads)
        capacities = [instance["fleets"][f]["capacity"][d] for f in vehicles]
        routing.AddDimensionWithVehicleCapacity(demand, 0, capacities, True, f"load{d}")


def add_time(routing, manager, instance, vehicles):
    depots, stops, fleets = instance["depots"], instance["stops"], instance["fleets"]
    needs = any(s["window"] for s in stops) or any(f["shift"] or f["max_duration"] is not None for f in fleets)
    if not needs:
        return
    size = depots + len(stops)
    service = [0] * depots + [stop["service"] for stop in stops]
    cells = instance["cells"]
    rows = [[service[i] + (c if c >= 0 else FAR) for c in cells[i * size : (i + 1) * size]] for i in range(size)]
    transit = routing.RegisterTransitMatrix(rows)
    horizon = max([f["shift"][1] for f in fleets if f["shift"]] or [NEVER])
    routing.AddDimension(transit, horizon, horizon, False, "time")
    dimension = routing.GetDimensionOrDie("time")
    for index, stop in enumerate(stops):
        if stop["window"]:
            # A window may close after the last shift ends.
            first, last = stop["window"]
            dimension.CumulVar(manager.NodeToIndex(depots + index)).SetRange(first, min(last, horizon))
    for vehicle, f in enumerate(vehicles):
        fleet = fleets[f]
        if fleet["shift"]:
            dimension.CumulVar(routing.Start(vehicle)).SetRange(*fleet["shift"])
            dimension.CumulVar(routing.End(vehicle)).SetRange(*fleet["shift"])
        if fleet["max_duration"] is not None:
            dimension.SetSpanUpperBoundForVehicle(fleet["max_duration"], vehicle)


def bar_from_depots(routing, manager, instance, vehicles):
    depots = instance["depots"]
    size = depots + len(instance["stops"])
    for vehicle, f in enumerate(vehicles):
        depot = instance["fleets"][f]["depot"]
        for node in range(depots, size):
            if instance["cells"][depot * size + node] < 0:
                routing.NextVar(routing.Start(vehicle)).RemoveValue(manager.NodeToIndex(node))


def routes_of(routing, manager, found, vehicles, depots):
    routes = []
    for vehicle, f in enumerate(vehicles):
        stops = []
        index = found.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            stops.append(manager.IndexToNode(index) - depots)
            index = found.Value(routing.NextVar(index))
        if stops:
            routes.append({"fleet": f, "stops": stops})
    return routes
