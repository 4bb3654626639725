import { hostileSubject } from './hostile-subject.ts'

export default hostileSubject('refuses-everything')
