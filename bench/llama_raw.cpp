// How fast llama.cpp itself reads and writes, without anything of ours: what its own llama-bench measures, whose source the
// crate llama-cpp-sys-2 does not carry. Threads are made once; each round reads a prompt in one go and then writes, one
// token of each conversation a step, behind that prompt. The first tokens of the prompt may be known to whoever measures
// several conversations: what they write together counts from where those end. Tokens are drawn at random, logits are computed and not looked at.
//
//     llama_raw MODEL.gguf THREADS PROMPT_TOKENS KNOWN_TOKENS OUTPUT_TOKENS CONVERSATIONS ROUNDS
//
// prints a line of JSON for each round. bench/models.py compiles and runs it.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "ggml-cpu.h"
#include "llama.h"

static double now_s() {
    using clock = std::chrono::steady_clock;
    return std::chrono::duration<double>(clock::now().time_since_epoch()).count();
}

// Processor time of this process.
static double processor_s() {
    return double(clock()) / CLOCKS_PER_SEC;
}

static void fail(const char * what) {
    fprintf(stderr, "llama_raw: %s\n", what);
    exit(1);
}

int main(int argc, char ** argv) {
    if (argc != 8) fail("usage: llama_raw MODEL.gguf THREADS PROMPT KNOWN OUTPUT CONVERSATIONS ROUNDS");
    const int threads = atoi(argv[2]), prompt = atoi(argv[3]), known = atoi(argv[4]), output = atoi(argv[5]);
    const int conversations = atoi(argv[6]), rounds = atoi(argv[7]);
    llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    llama_backend_init();
    llama_model * model = llama_model_load_from_file(argv[1], llama_model_default_params());
    if (!model) fail("the model cannot be loaded");
    llama_context_params params = llama_context_default_params();
    params.n_ctx = (prompt + output + 8) * conversations;
    params.n_batch = 2048;
    params.n_ubatch = 512;
    params.n_seq_max = conversations;
    params.kv_unified = true;
    params.n_threads = params.n_threads_batch = threads;
    llama_context * context = llama_init_from_model(model, params);
    if (!context) fail("the context cannot be made");
    ggml_threadpool_params pool_params = ggml_threadpool_params_default(threads);
    ggml_threadpool * pool = ggml_threadpool_new(&pool_params);
    llama_attach_threadpool(context, pool, pool);
    const int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));

    llama_batch batch = llama_batch_init(prompt * conversations, 0, 1);
    auto add = [&](int position, int sequence, bool logits) {
        const int i = batch.n_tokens++;
        batch.token[i] = rand() % vocabulary;
        batch.pos[i] = position;
        batch.n_seq_id[i] = 1;
        batch.seq_id[i][0] = sequence;
        batch.logits[i] = logits;
    };
    auto compute = [&]() {
        if (llama_decode(context, batch) != 0) fail("a batch cannot be computed");
        llama_synchronize(context);
        batch.n_tokens = 0;
    };
    for (int round = -1; round < rounds; round++) {
        llama_memory_clear(llama_get_memory(context), true);
        const double start = now_s(), start_cpu = processor_s();
        for (int sequence = 0; sequence < conversations && known > 0; sequence++) {
            for (int i = 0; i < known; i++) add(i, sequence, false);
            compute();
        }
        const double began = now_s();
        for (int sequence = 0; sequence < conversations; sequence++) {
            for (int i = known; i < prompt; i++) add(i, sequence, i + 1 == prompt);
        }
        compute();
        const double read = now_s(), read_cpu = processor_s();
        for (int i = 0; i < output; i++) {
            for (int sequence = 0; sequence < conversations; sequence++) add(prompt + i, sequence, true);
            compute();
        }
        const double written = now_s(), written_cpu = processor_s();
        // The first round warms up.
        if (round >= 0) {
            const int all_read = conversations * prompt, all_written = conversations * output;
            printf("{\"reading_per_s\": %.3f, \"writing_per_s\": %.3f, ", all_read / (read - start),
                   all_written / (written - read));
            printf("\"together_per_s\": %.3f, ", all_written / (written - began));
            printf("\"reading_per_cpu_s\": %.3f, \"writing_per_cpu_s\": %.3f}\n", all_read / (read_cpu - start_cpu),
                   all_written / (written_cpu - read_cpu));
            fflush(stdout);
        }
    }
    llama_batch_free(batch);
    llama_free(context);
    ggml_threadpool_free(pool);
    llama_model_free(model);
}
