import { hostileSubject } from './hostile-subject.ts'

export default hostileSubject('black-hole')
