import { Server, ServerCredentials } from '@grpc/grpc-js';

const identity = (bytes: Buffer): Buffer => bytes;

/** Paths that a bare server answers: those of the platform that it is compared with. */
const PATHS = ['/solveig.solver.v1.SolverService/Solve', '/solveig.solver.v1.JobService/SubmitJob'];

/**
 * A gRPC server that does nothing but call `answer` with a request's bytes. It tells the parent process its address and
 * leaves when the parent does.
 */
export async function serveRaw(answer: (request: Buffer) => Promise<Buffer>): Promise<void> {
  const server = new Server();
  for (const path of PATHS) {
    const codec = { requestSerialize: identity, requestDeserialize: identity };
    const method = { path, requestStream: false, responseStream: false, ...codec };
    const definition = { call: { ...method, responseSerialize: identity, responseDeserialize: identity } };
    server.addService(definition as never, {
      call: (call: { request: Buffer }, done: (error: Error | null, response?: Buffer) => void) =>
        answer(call.request).then((response) => done(null, response), done),
    });
  }
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, found: number) => (error ? reject(error) : resolve(found));
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), bound);
  });
  process.once('disconnect', () => process.exit(0));
  process.on('SIGINT', () => undefined);
  process.send?.(`127.0.0.1:${port}`);
}
