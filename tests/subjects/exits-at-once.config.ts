import { hostileSubject } from './hostile-subject.ts'

export default hostileSubject('exits-at-once')
