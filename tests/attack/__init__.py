"""One caller sends the worst requests that are known while another one works: nobody must notice the first."""
