/**
 * What a built model folder holds: the one thing that the builder and the backends share.
 * (Manifest type, file names, reading and checking; written with the builder.)
 */
