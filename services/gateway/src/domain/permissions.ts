/**
 * Who may call what: one map from method to permission, default deny. A test
 * holds it against the descriptor image, so that a new method without a row
 * fails the build.
 */

/** What a key may be allowed to do; `public` needs no key. */
export type Permission =
  | 'public'
  | 'self.read'
  | 'solve'
  | 'jobs.read'
  | 'jobs.write'
  | 'blobs.read'
  | 'blobs.write'
  | 'distance.read'
  | 'distance.manage'
  | 'monitor.read'
  | 'alerts.read'
  | 'alerts.manage'
  | 'events.manage'
  | 'strategies.read'
  | 'strategies.manage'
  | 'keys.manage';

export type Role = 'viewer' | 'solver' | 'operator' | 'admin';

const VIEWER: readonly Permission[] = [
  'self.read',
  'jobs.read',
  'blobs.read',
  'distance.read',
  'monitor.read',
  'alerts.read',
  'strategies.read',
];
const SOLVER: readonly Permission[] = [...VIEWER, 'solve', 'jobs.write', 'blobs.write'];
const OPERATOR: readonly Permission[] = [...SOLVER, 'alerts.manage', 'events.manage'];
const ADMIN: readonly Permission[] = [...OPERATOR, 'distance.manage', 'strategies.manage', 'keys.manage'];

export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  solver: SOLVER,
  operator: OPERATOR,
  admin: ADMIN,
};

/** gRPC path without the leading slash -> what it takes. */
export const METHOD_PERMISSIONS: Readonly<Record<string, Permission>> = {
  'grpc.health.v1.Health/Check': 'public',
  'grpc.health.v1.Health/List': 'public',
  'grpc.health.v1.Health/Watch': 'public',
  'grpc.reflection.v1.ServerReflection/ServerReflectionInfo': 'public',
  'grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo': 'public',
  'solveig.gateway.v1.IdentityService/WhoAmI': 'self.read',
  'solveig.gateway.v1.IdentityService/CreateApiKey': 'keys.manage',
  'solveig.gateway.v1.IdentityService/ListApiKeys': 'keys.manage',
  'solveig.gateway.v1.IdentityService/RevokeApiKey': 'keys.manage',
  'solveig.solver.v1.SolverService/Solve': 'solve',
  'solveig.solver.v1.SolverService/SolveStream': 'solve',
  'solveig.solver.v1.SolverService/Validate': 'solve',
  'solveig.solver.v1.SolverService/Quote': 'solve',
  'solveig.solver.v1.SolverService/Evaluate': 'solve',
  'solveig.solver.v1.SolverService/Explain': 'solve',
  'solveig.solver.v1.SolverService/FindSlots': 'solve',
  'solveig.solver.v1.SolverService/Diff': 'solve',
  'solveig.solver.v1.JobService/SubmitJob': 'jobs.write',
  'solveig.solver.v1.JobService/GetJob': 'jobs.read',
  'solveig.solver.v1.JobService/ListJobs': 'jobs.read',
  'solveig.solver.v1.JobService/DiffJobs': 'jobs.read',
  'solveig.solver.v1.JobService/WatchJob': 'jobs.read',
  'solveig.solver.v1.JobService/CancelJob': 'jobs.write',
  'solveig.solver.v1.JobService/StopJob': 'jobs.write',
  'solveig.solver.v1.JobService/ResendEvents': 'events.manage',
  'solveig.solver.v1.StrategyService/ListStrategies': 'strategies.read',
  'solveig.solver.v1.StrategyService/SetStrategy': 'strategies.manage',
  'solveig.solver.v1.StrategyService/OrderStrategies': 'strategies.manage',
  'solveig.solver.v1.StrategyService/TestStrategy': 'strategies.manage',
  'solveig.solver.v1.StrategyService/SetMode': 'strategies.manage',
  'solveig.solver.v1.BlobService/Upload': 'blobs.write',
  'solveig.solver.v1.BlobService/Download': 'blobs.read',
  'solveig.distance.v1.DistanceService/Matrix': 'distance.read',
  'solveig.distance.v1.DistanceService/Providers': 'distance.read',
  'solveig.distance.v1.DistanceService/CacheStats': 'distance.read',
  'solveig.distance.v1.DistanceService/ClearCache': 'distance.manage',
  'solveig.monitor.v1.MonitorService/Health': 'monitor.read',
  'solveig.monitor.v1.MonitorService/Dashboard': 'monitor.read',
  'solveig.monitor.v1.MonitorService/ListAlerts': 'monitor.read',
  'solveig.alerting.v1.AlertingService/ListAlertGroups': 'alerts.read',
  'solveig.alerting.v1.AlertingService/ListDeliveries': 'alerts.read',
  'solveig.alerting.v1.AlertingService/ListDeadLetters': 'alerts.read',
  'solveig.alerting.v1.AlertingService/Redeliver': 'alerts.manage',
  'solveig.alerting.v1.AlertingService/ListChannels': 'alerts.read',
  'solveig.alerting.v1.AlertingService/TestChannel': 'alerts.manage',
};

/** The permission a method takes; undefined means that nobody may call it. */
export function permissionFor(method: string): Permission | undefined {
  return METHOD_PERMISSIONS[method];
}

/** Whether a role may call a method. A method without a row is denied. */
export function isAllowed(role: Role, method: string): boolean {
  const permission = permissionFor(method);
  if (permission === undefined) return false;
  return permission === 'public' || ROLE_PERMISSIONS[role].includes(permission);
}
