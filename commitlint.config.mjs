export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    // A subject says why in a sentence, which a hundred characters often do not hold.
    'header-max-length': [2, 'always', 140],
    'body-max-line-length': [2, 'always', 130],
    // Names of ours begin with a capital where they do.
    'subject-case': [0],
  },
};
