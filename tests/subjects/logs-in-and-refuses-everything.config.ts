import { hostileSubject } from './hostile-subject.ts'

export default hostileSubject('logs-in-and-refuses-everything')
