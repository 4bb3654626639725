/** Ends before it was ready. */
process.stderr.write('licence expired\n')
process.exit(1)
