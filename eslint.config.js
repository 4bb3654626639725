import tseslint from 'typescript-eslint'

/** Import rules: the rooms of the house and whom each may know. Nothing imports reference-iwf: it is a program. */
const rooms = [
  'protocols',
  'trace',
  'judge',
  'fixtures',
  'simulators',
  'suites',
  'engine',
  'reports',
  'cli',
  'reference-iwf',
]
const knows = {
  protocols: [],
  fixtures: ['protocols'],
  trace: ['protocols'],
  judge: ['trace', 'protocols', 'fixtures'],
  simulators: ['protocols'],
  'reference-iwf': ['protocols'],
  suites: ['simulators', 'judge', 'fixtures', 'protocols'],
  engine: ['simulators', 'trace', 'judge', 'fixtures', 'protocols'],
  reports: ['trace', 'judge', 'protocols', 'fixtures'],
  cli: ['protocols', 'trace', 'judge', 'fixtures', 'simulators', 'suites', 'engine', 'reports'],
}
/** A case file needs the vocabulary that it is written in, and nothing else of the engine. */
const exceptions = { suites: ['!**/engine/case.ts', '!**/engine/server-case.ts'] }

const importRules = Object.entries(knows).map(([room, known]) => ({
  files: [`${room}/**/*.ts`],
  ignores: room === 'protocols' || room === 'simulators' ? [`${room}/**/*.interop.test.ts`] : [],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [
              ...rooms.filter(other => other !== room && !known.includes(other)).map(other => `**/../${other}/**`),
              ...(exceptions[room] ?? []),
            ],
            message: `${room} may import ${known.length > 0 ? known.join(', ') : 'no other room'} only`,
          },
        ],
      },
    ],
  },
}))

export default tseslint.config(
  { ignores: ['node_modules', 'evidence', 'dist', '**/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  {
    files: ['**/*.test.ts', 'tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  ...importRules,
)
