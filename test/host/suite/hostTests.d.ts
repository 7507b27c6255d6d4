/** Made when the suite is bundled: imports every test file of this folder. */
declare module 'host-tests';
