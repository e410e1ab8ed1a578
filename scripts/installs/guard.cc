// The thin guard between tfjs's binding and TensorFlow. It changes no number; it mends two ways in which the process
// could corrupt its own heap, and one source of noise on stderr.
//
// 1. Signals. oneDNN's float32 matrix product for AVX and AVX2 (jit_avx_gemm_f32) keeps its workspace for long inner
//    dimensions on the heap, and points the stack pointer at it while the kernel runs. A signal that arrives on that
//    thread has its frame written below the stack pointer: into the neighbouring block. tfjs runs eager operations on
//    Node's main thread, which is where signals go. So asynchronous signals are blocked on the calling thread while
//    TensorFlow works. Its own threads are born inside such calls, inherit the mask and never take a signal. A signal
//    that comes meanwhile is taken by another thread of Node or waits for the end of the call.
//
// 2. Memory. The binding lends TensorFlow the memory of a JavaScript array (TF_NewTensor with a deallocator that calls
//    Node-API). TensorFlow may give it back on a thread of its own, when the last reference falls in a session, and
//    Node-API may be called on JavaScript's thread alone. So the values are copied, and the array is given back at once.
//
// 3. Noise. TensorFlow reads TF_CPP_MIN_LOG_LEVEL for its own log, and this build of it logs by Abseil, which does not.
//
// The names are replaced by the preprocessor (guard.h), so that any linker on any system will do.
#include "guard.h"

#undef TFE_NewContext
#undef TFE_Execute
#undef TF_LoadSessionFromSavedModel
#undef TF_SessionRun
#undef TF_NewTensor

#include <pthread.h>
#include <signal.h>

#include <cstdlib>
#include <cstring>

#include "absl/base/log_severity.h"
#include "absl/log/globals.h"
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

namespace {

// Blocks, on this thread and until the end of the scope, every signal but those that a thread brings on itself.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t blocked;
    sigfillset(&blocked);
    for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS}) sigdelset(&blocked, own);
    pthread_sigmask(SIG_BLOCK, &blocked, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked &) = delete;
  SignalsBlocked &operator=(const SignalsBlocked &) = delete;

 private:
  sigset_t before_;
};

// TF_CPP_MIN_LOG_LEVEL, 0 to 3 as TensorFlow documents it, said to Abseil when the addon is loaded.
const bool log_level_set = [] {
  const char *level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level == nullptr || level[0] < '0' || level[0] > '3' || level[1] != '\0') return false;
  const auto least = static_cast<absl::LogSeverityAtLeast>(level[0] - '0');
  absl::SetMinLogLevel(least);
  absl::SetStderrThreshold(least);
  return true;
}();

}  // namespace

extern "C" {

TFE_Context *guarded_TFE_NewContext(const TFE_ContextOptions *options, TF_Status *status) {
  SignalsBlocked blocked;
  return TFE_NewContext(options, status);
}

void guarded_TFE_Execute(TFE_Op *op, TFE_TensorHandle **results, int *count, TF_Status *status) {
  SignalsBlocked blocked;
  TFE_Execute(op, results, count, status);
}

TF_Session *guarded_TF_LoadSessionFromSavedModel(const TF_SessionOptions *options, const TF_Buffer *run_options,
                                                 const char *directory, const char *const *tags, int tag_count,
                                                 TF_Graph *graph, TF_Buffer *meta_graph, TF_Status *status) {
  SignalsBlocked blocked;
  return TF_LoadSessionFromSavedModel(options, run_options, directory, tags, tag_count, graph, meta_graph, status);
}

void guarded_TF_SessionRun(TF_Session *session, const TF_Buffer *run_options, const TF_Output *inputs,
                           TF_Tensor *const *input_values, int input_count, const TF_Output *outputs,
                           TF_Tensor **output_values, int output_count, const TF_Operation *const *targets,
                           int target_count, TF_Buffer *metadata, TF_Status *status) {
  SignalsBlocked blocked;
  TF_SessionRun(session, run_options, inputs, input_values, input_count, outputs, output_values, output_count, targets,
                target_count, metadata, status);
}

TF_Tensor *guarded_TF_NewTensor(TF_DataType dtype, const int64_t *shape, int rank, void *data, size_t bytes,
                                void (*deallocate)(void *data, size_t bytes, void *argument), void *argument) {
  TF_Tensor *tensor = TF_AllocateTensor(dtype, shape, rank, bytes);
  if (tensor != nullptr && bytes > 0) std::memcpy(TF_TensorData(tensor), data, bytes);
  deallocate(data, bytes, argument);
  return tensor;
}

}  // extern "C"
