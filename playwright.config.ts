export { default } from './harness.config.ts'
