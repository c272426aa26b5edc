// Package resttest tests services of the SDK: what they ask for, and what they
// make of the answers. Only tests import it.
//
// [RunExchanges] is for calls of one request, [Script] for calls of several,
// and [NewPlatform] for the rules of the platform. [CheckUnchanged],
// [CheckKept], [CheckUnknown] and [CheckWrongType] are for what is decoded.
package resttest
