// Says that it listens and then heeds neither its parent nor SIGTERM.
process.on('SIGTERM', () => process.send?.({ type: 'sigterm' }));
process.on('message', () => {});
process.send?.({ type: 'listening', endpoint: 'http://127.0.0.1:1', port: 1 });
