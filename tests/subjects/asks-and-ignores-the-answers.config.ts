import { hostileSubject } from './hostile-subject.ts'

export default hostileSubject('asks-and-ignores-the-answers')
