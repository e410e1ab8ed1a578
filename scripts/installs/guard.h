// Read before each source of tfjs's binding (`-include guard.h`): the calls named here go to guard.cc, which says why.
#define TFE_NewContext guarded_TFE_NewContext
#define TFE_Execute guarded_TFE_Execute
#define TF_LoadSessionFromSavedModel guarded_TF_LoadSessionFromSavedModel
#define TF_SessionRun guarded_TF_SessionRun
#define TF_NewTensor guarded_TF_NewTensor
