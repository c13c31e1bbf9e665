/* The worker of a bare solver: says what it hears. */
process.on('message', (message: object) => process.send?.(message));
process.once('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
