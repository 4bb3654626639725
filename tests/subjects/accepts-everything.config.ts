import { hostileSubject } from './hostile-subject.ts'

export default hostileSubject('accepts-everything')
