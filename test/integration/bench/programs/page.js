document.title = 'A report';
