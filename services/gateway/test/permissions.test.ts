import { descriptorRegistry } from '@solveig/kit/descriptors';
import { describe, expect, it } from 'vitest';
import { isAllowed, METHOD_PERMISSIONS, ROLE_PERMISSIONS } from '../src/domain/permissions.ts';

function methodsOfContracts(): string[] {
  const methods: string[] = [];
  for (const type of descriptorRegistry()) {
    if (type.kind === 'service') methods.push(...type.methods.map((m) => `${type.typeName}/${m.name}`));
  }
  return methods.sort();
}

describe('the map from method to permission', () => {
  it('has exactly one row for every method of the contracts', () => {
    expect(Object.keys(METHOD_PERMISSIONS).sort()).toEqual(methodsOfContracts());
  });

  it('denies a method without a row to everybody', () => {
    expect(isAllowed('admin', 'solveig.solver.v1.JobService/DropEverything')).toBe(false);
  });

  it('lets viewers read, solvers solve, and admins do everything', () => {
    expect(isAllowed('viewer', 'solveig.solver.v1.JobService/GetJob')).toBe(true);
    expect(isAllowed('viewer', 'solveig.solver.v1.SolverService/Solve')).toBe(false);
    expect(isAllowed('solver', 'solveig.solver.v1.SolverService/Solve')).toBe(true);
    expect(isAllowed('solver', 'solveig.gateway.v1.IdentityService/CreateApiKey')).toBe(false);
    for (const method of methodsOfContracts()) expect(isAllowed('admin', method), method).toBe(true);
  });

  it('lets operators look after alerts and events, and nothing that is for all tenants or for keys', () => {
    expect(isAllowed('operator', 'solveig.solver.v1.JobService/ResendEvents')).toBe(true);
    expect(isAllowed('operator', 'solveig.alerting.v1.AlertingService/Redeliver')).toBe(true);
    expect(isAllowed('operator', 'solveig.gateway.v1.IdentityService/CreateApiKey')).toBe(false);
    expect(isAllowed('operator', 'solveig.distance.v1.DistanceService/ClearCache')).toBe(false);
    expect(isAllowed('operator', 'solveig.solver.v1.StrategyService/SetMode')).toBe(false);
    expect(isAllowed('solver', 'solveig.solver.v1.JobService/ResendEvents')).toBe(false);
  });

  it('gives each role what the one below it has', () => {
    const { viewer, solver, operator, admin } = ROLE_PERMISSIONS;
    expect(solver).toEqual(expect.arrayContaining([...viewer]));
    expect(operator).toEqual(expect.arrayContaining([...solver]));
    expect(admin).toEqual(expect.arrayContaining([...operator]));
  });
});
